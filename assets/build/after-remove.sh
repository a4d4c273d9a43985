
# What people made is theirs. Said only when Relook goes, not when a new version takes its place.
case "$1" in
  remove | purge | 0)
    echo "Relook is removed. Projects, models and settings of each user stay in ~/.local/share/relook; delete that folder if you do not need them."
    ;;
esac
exit 0
