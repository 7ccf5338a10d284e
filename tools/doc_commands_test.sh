#!/usr/bin/env bash
# Runs the commands of a document as they stand there, in a copy of the project's root that they may
# write to.
#
#   doc_commands_test.sh DOCUMENT linux|wine BUILD_TREE COMMAND...
#
# It takes the lines of ```sh, and those after `$ ` in ```shell-session, whose first word is one of the
# COMMANDs. Each has to end 0, or where it gates 1 or 3: what a machine does from one minute to the next is
# no untruth of the document, wrong words (2) are. In a shell-session it has to print what stands below it, where "..." is any
# text within a line and, alone, any lines. ```cpp goes through the compiler if that is a COMMAND.
# build/linux and build/wine are BUILD_TREE; for Windows its own wfx.exe is build/linux/bin/wfx.
# Z:\mnt\mine is the reader's folder: a fresh one.
set -eu
document=$1
preset=$2
build=$3
shift 3
commands=" $* "
root=$PWD
compiler=x86_64-w64-mingw32-g++

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export WFX_WINEPREFIX=${WFX_WINEPREFIX:-$root/build/wineprefix}
for entry in *; do
  case $entry in build | out | scenarios) ;; *) ln -s "$root/$entry" "$scratch/$entry" ;; esac
done
cp -r scenarios "$scratch/scenarios"
mkdir -p "$scratch"/{out,mine,said,build}
ln -s "$build" "$scratch/build/$preset"
if [ "$preset" = wine ]; then
  mkdir -p "$scratch/build/linux/bin"
  printf '#!/bin/sh\nexec tools/wine-run build/wine/bin/wfx.exe "$@"\n' >"$scratch/build/linux/bin/wfx"
  chmod +x "$scratch/build/linux/bin/wfx"
fi

# Writes said/N.command, said/N.wanted and said/N.line for each command, and said/N.cpp.
awk -v folder="$scratch/said" '
  /^```/ { language = language == "" ? substr($0, 4) : ""; wanted = ""
           if (language == "cpp") source = folder "/" ++number ".cpp"
           next }
  language == "cpp" { print > source }
  language == "sh" && /^[^#]/ || language == "shell-session" && /^\$ / {
    stem = folder "/" ++number
    sub(/^\$ /, "")
    print > (stem ".command"); print NR > (stem ".line")
    if (language == "shell-session") { wanted = stem ".wanted"; printf "" > wanted }
    next }
  wanted != "" { print > wanted }
' "$document"

# True when what was said is what is wanted, or prints the first line of that which is not there.
is_said() {
  awk '
    function fits(text, pattern,   parts, count, i, at) {
      count = split(pattern, parts, /\.\.\./)
      if (count == 1) return text == pattern
      for (i = 1; i < count; i++) {
        if (parts[i] == "") continue
        at = index(text, parts[i])
        if (at == 0 || i == 1 && at != 1) return 0
        text = substr(text, at + length(parts[i]))
      }
      at = length(text) - length(parts[count])
      return at >= 0 && substr(text, at + 1) == parts[count]
    }
    { sub(/\r$/, "") }
    NR == FNR { wanted[++last] = $0; next }
    { said[++end] = $0 }
    END {
      at = 1
      for (i = 1; i <= last; i++) {
        if (wanted[i] == "...") { any = 1; continue }
        while (any && at <= end && !fits(said[at], wanted[i])) at++
        if (at > end || !fits(said[at], wanted[i])) { print wanted[i]; exit 1 }
        any = 0
        at++
      }
      if (!any && at <= end) { print "nothing more"; exit 1 }
    }' "$1" "$2"
}

failed=0
complain() {
  failed=$((failed + 1))
  printf 'FAILED %s\n' "$1"
  sed 's/^/    /' "$2"
}

# Runs the command in FILE and compares.
run() {
  local stem=${1%.command} place command status=0 missing
  place=$document:$(cat "$stem.line")
  command=$(cat "$1")
  case $commands in *" ${command%% *} "*) ;; *) return 0 ;; esac
  command=${command//'Z:\mnt\mine'/"Z:${scratch//\//\\}\\mine"}
  (cd "$scratch" && eval "$command") >"$stem.said" 2>&1 </dev/null || status=$?
  ran=$((ran + 1))
  [[ ! $status =~ ^[13]$ || ! $command =~ ' gate '|' --gate '|'/gate-rates ' ]] || status=0
  if [ "$status" != 0 ]; then
    complain "$place: exit code $status of $command" "$stem.said"
  elif [ -f "$stem.wanted" ] && ! missing=$(is_said "$stem.wanted" "$stem.said"); then
    complain "$place: $command does not say: $missing" "$stem.said"
  fi
}

# A fragment of a provider, with what it takes for granted.
compile() {
  case $commands in *" $compiler "*) ;; *) return 0 ;; esac
  {
    printf '#include <memory>\n#include "runner/win32/types.h"\n'
    printf '#include "runner/win32/api.h"\nwfx::Win32Api below; bool IsOurs(HANDLE);\n'
    printf 'DWORD Store(HANDLE, LPCVOID, DWORD, LPOVERLAPPED);\n'
    cat "$1"
  } >"$1.whole.cpp"
  ran=$((ran + 1))
  "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -D_WIN32_WINNT=0x0A00 -I. "$1.whole.cpp" \
    >"$1.said" 2>&1 || complain "$document: C++ that does not compile" "$1.said"
}

ran=0
for file in $(printf '%s\n' "$scratch"/said/* | sort -V); do
  case $file in
    *.command) run "$file" ;;
    *.whole.cpp) ;;
    *.cpp) compile "$file" ;;
  esac
done
[ "$ran" != 0 ] || { echo "FAILED $document has no line for: $commands" && exit 1; }
[ "$failed" = 0 ] || exit 1
echo "$ran commands of $document do what it says"
