; What the installer does beyond the usual: "open with" without taking anything over, and a word at the end about the data.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Microsoft\Windows\CurrentVersion\App Paths\relook.exe" "" "$INSTDIR\Relook.exe"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\Relook.exe" "FriendlyAppName" "Relook"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\Relook.exe\shell\open\command" "" '"$INSTDIR\Relook.exe" "%1"'
  !insertmacro relookOpensWith ".png"
  !insertmacro relookOpensWith ".jpg"
  !insertmacro relookOpensWith ".jpeg"
  !insertmacro relookOpensWith ".webp"
  !insertmacro relookOpensWith ".gif"
  !insertmacro relookOpensWith ".bmp"
  !insertmacro relookOpensWith ".tif"
  !insertmacro relookOpensWith ".tiff"
  !insertmacro relookOpensWith ".avif"
  !insertmacro relookOpensWith ".json"
  !insertmacro relookOpensWith ".jsonl"
  !insertmacro relookOpensWith ".ndjson"
  !insertmacro relookOpensWith ".parquet"
  !insertmacro relookOpensWith ".arrow"
  !insertmacro relookOpensWith ".feather"
  !insertmacro relookOpensWith ".eval"
  !insertmacro relookOpensWith ".csv"
  !insertmacro relookOpensWith ".tsv"
  !insertmacro relookOpensWith ".xlsx"
  !insertmacro relookOpensWith ".ipynb"
!macroend

!macro relookOpensWith ENDING
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\Relook.exe\SupportedTypes" "${ENDING}" ""
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Applications\Relook.exe"
  DeleteRegKey SHELL_CONTEXT "Software\Microsoft\Windows\CurrentVersion\App Paths\relook.exe"
  ; An update uninstalls the old version first: nobody is to read this then.
  ${ifNot} ${isUpdated}
    MessageBox MB_OK|MB_ICONINFORMATION "Relook is removed. Your projects, models and settings stay in $APPDATA\Relook. Delete that folder if you do not need them." /SD IDOK
  ${endif}
!macroend
