;; The two passes of Pillow's resize over 8-bit RGB, four and eight values at a time. Weights have 22 fractional bits; sums
;; start at half a level, are shifted back and saturated to bytes. Assembled into resample-code.ts by assemble.mjs.
;; `first` and `count`: per output sample, the first input sample and how many; `weights`: `stride` numbers each.
(module
  (memory (export "memory") 1)

  ;; Rows of RGB pixels to another width. Reads one byte beyond `src` and writes one beyond `dst`.
  (func (export "across")
    (param $src i32) (param $dst i32) (param $rows i32) (param $srcWidth i32) (param $width i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $stride i32)
    (local $x i32) (local $from i32) (local $k i32) (local $end i32) (local $sum v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $x (i32.const 0))
        (loop $pixel
          (local.set $sum (v128.const i32x4 2097152 2097152 2097152 2097152))
          (local.set $from (i32.add (local.get $src) (i32.mul (i32.const 3)
            (i32.load (i32.add (local.get $first) (i32.shl (local.get $x) (i32.const 2)))))))
          (local.set $k (i32.add (local.get $weights)
            (i32.shl (i32.mul (local.get $x) (local.get $stride)) (i32.const 2))))
          (local.set $end (i32.add (local.get $k) (i32.shl
            (i32.load (i32.add (local.get $count) (i32.shl (local.get $x) (i32.const 2)))) (i32.const 2))))
          (loop $tap
            (local.set $sum (i32x4.add (local.get $sum) (i32x4.mul
              (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from))))
              (v128.load32_splat (local.get $k)))))
            (local.set $from (i32.add (local.get $from) (i32.const 3)))
            (br_if $tap (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 4))) (local.get $end))))
          (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
          (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
          ;; The fourth byte is overwritten by the next pixel.
          (v128.store32_lane 0 (local.get $dst) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
          (local.set $dst (i32.add (local.get $dst) (i32.const 3)))
          (br_if $pixel (i32.lt_u (local.tee $x (i32.add (local.get $x) (i32.const 1))) (local.get $width))))
        (local.set $src (i32.add (local.get $src) (i32.mul (local.get $srcWidth) (i32.const 3))))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row))))

  ;; Rows of `line` bytes to another number of rows. Reads and writes up to seven bytes beyond the last row.
  (func (export "down")
    (param $src i32) (param $dst i32) (param $rows i32) (param $line i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $stride i32)
    (local $i i32) (local $top i32) (local $from i32) (local $k i32) (local $start i32) (local $end i32)
    (local $low v128) (local $high v128) (local $bytes v128) (local $w v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $top (i32.add (local.get $src) (i32.mul (local.get $line) (i32.load (local.get $first)))))
        (local.set $start (local.get $weights))
        (local.set $end (i32.add (local.get $start) (i32.shl (i32.load (local.get $count)) (i32.const 2))))
        (local.set $i (i32.const 0))
        (loop $eight
          (local.set $low (v128.const i32x4 2097152 2097152 2097152 2097152))
          (local.set $high (local.get $low))
          (local.set $from (i32.add (local.get $top) (local.get $i)))
          (local.set $k (local.get $start))
          (loop $tap
            (local.set $bytes (v128.load8x8_u (local.get $from)))
            (local.set $w (v128.load32_splat (local.get $k)))
            (local.set $low (i32x4.add (local.get $low)
              (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $bytes)) (local.get $w))))
            (local.set $high (i32x4.add (local.get $high)
              (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $bytes)) (local.get $w))))
            (local.set $from (i32.add (local.get $from) (local.get $line)))
            (br_if $tap (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 4))) (local.get $end))))
          (local.set $low (i16x8.narrow_i32x4_s
            (i32x4.shr_s (local.get $low) (i32.const 22)) (i32x4.shr_s (local.get $high) (i32.const 22))))
          (v128.store64_lane 0 (i32.add (local.get $dst) (local.get $i))
            (i8x16.narrow_i16x8_u (local.get $low) (local.get $low)))
          (br_if $eight (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $line))))
        (local.set $dst (i32.add (local.get $dst) (local.get $line)))
        (local.set $first (i32.add (local.get $first) (i32.const 4)))
        (local.set $count (i32.add (local.get $count) (i32.const 4)))
        (local.set $weights (i32.add (local.get $weights) (i32.shl (local.get $stride) (i32.const 2))))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row)))))
