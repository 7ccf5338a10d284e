@echo off
rem Real storage to test on, made on this Windows machine and taken away again. The words are those of tools/labs.
rem
rem   tools\labs.cmd check                      what each lab proves, and what is missing here
rem   tools\labs.cmd up NAME[:PROFILE]...       makes its targets; what this machine cannot make is skipped
rem   tools\labs.cmd down [NAME[:PROFILE]...]   takes them away, also what an up that was ended began
rem   tools\labs.cmd list [--arguments]         the targets, or the words for wfx-conformance and wfx-bench
rem
rem A NAME without PROFILE is all of its profiles. Everything lies in build\labs, or in the folder that WFX_LABS names:
rem a folder a target, with a virtual disk that diskpart makes, formats and mounts there, or a share of this machine.
rem Exit code: 0 done, 1 failed, 2 wrong words, 4 up: everything was skipped.
rem
rem How words are taken has been tried under Wine. What makes and takes away has not been tried on a Windows machine yet.
setlocal
set "labs=%~dp0..\build\labs"
if defined WFX_LABS set "labs=%WFX_LABS%"
rem diskpart wants whole paths.
for %%d in ("%labs%") do set "labs=%%~fd"
set "names=ntfs refs exfat fat32 smb"
set "there=0"
set "failed=0"
set "command=%~1"
if "%command%"=="" goto no_word
if "%command%"=="--help" goto help
if "%command%"=="check" goto check
if "%command%"=="up" goto up
if "%command%"=="down" goto down
if "%command%"=="list" goto list
echo labs: unknown word %command%; there are check, up, down, list and --help 1>&2
exit /b 2

:no_word
echo labs: say what to do: check, up NAME, down or list; --help says more 1>&2
exit /b 2

:help
echo tools\labs.cmd check                      what each lab proves, and what is missing here
echo tools\labs.cmd up NAME[:PROFILE]...       makes its targets; what this machine cannot make is skipped
echo tools\labs.cmd down [NAME[:PROFILE]...]   takes them away, also what an up that was ended began
echo tools\labs.cmd list [--arguments]         the targets, or the words for wfx-conformance and wfx-bench
exit /b 0

rem ---- check

:check
if not "%~2"=="" goto check_takes_none
for %%n in (%names%) do call :check_lab %%n
exit /b 0

:check_takes_none
echo labs: check: unknown word %~2; it takes none 1>&2
exit /b 2

:check_lab
call :describe %1
echo %1
echo   proves: %proves%
echo   does not: %proves_not%
for %%p in (%profiles%) do call :check_profile %1 %%p
exit /b 0

:check_profile
call :why_not %1
if "%reason%"=="" echo   %1:%2   can be had
if not "%reason%"=="" echo   %1:%2   skipped: %reason%
exit /b 0

rem ---- up

:up
if "%~2"=="" goto up_what
call :check_words %*
if errorlevel 2 exit /b 2
:up_next
if "%~2"=="" goto up_done
call :split %~2
if "%profile%"=="" for %%p in (%profiles%) do call :up_one %lab% %%p
if not "%profile%"=="" call :up_one %lab% %profile%
shift
goto up_next
:up_done
if "%failed%"=="1" exit /b 1
if "%there%"=="0" exit /b 4
exit /b 0

:up_what
echo labs: up: say which: tools\labs.cmd up NAME[:PROFILE]...; there are %names% 1>&2
exit /b 2

:up_one
if "%failed%"=="1" exit /b 1
set "folder=%labs%\%1.%2"
if exist "%folder%\target" goto up_already
call :why_not %1
if not "%reason%"=="" goto up_skipped
call :undo %1 %2
mkdir "%folder%\files"
if errorlevel 1 goto up_failed
if "%1"=="smb" goto up_share
rem The script that undoes it is there before anything is made.
set "disk=%folder%\volume.vhdx"
(
  echo select vdisk file="%disk%"
  echo detach vdisk
) >"%folder%\undo.txt"
call :describe %1
(
  echo create vdisk file="%disk%" maximum=%megabytes% type=expandable
  echo select vdisk file="%disk%"
  echo attach vdisk
  echo create partition primary
  echo format fs=%1 unit=%2 label=WFX quick
  echo assign mount="%folder%\files"
) >"%folder%\make.txt"
diskpart /s "%folder%\make.txt" >"%folder%\log" 2>&1
if errorlevel 1 goto up_failed
rem A folder on which nothing is mounted never becomes a target.
fsutil reparsepoint query "%folder%\files" >>"%folder%\log" 2>&1
if errorlevel 1 goto up_failed
goto up_made

:up_share
echo wfx_lab>"%folder%\share"
net share "wfx_lab=%folder%\files" "/grant:%USERDOMAIN%\%USERNAME%,full" >"%folder%\log" 2>&1
if errorlevel 1 goto up_failed

:up_made
set "place=%folder%\files"
if "%1"=="smb" set "place=\\localhost\wfx_lab"
echo --target %1_%2=%place%>"%folder%\target"
echo up: %1:%2: %place%
set "there=1"
exit /b 0

:up_already
echo up already: %1:%2
set "there=1"
exit /b 0

:up_skipped
echo skipped: %1:%2: %reason%
exit /b 0

:up_failed
echo labs: %1:%2 failed; what was made of it is taken back. It said: 1>&2
if exist "%folder%\log" type "%folder%\log" 1>&2
call :undo %1 %2
set "failed=1"
exit /b 1

rem ---- down

:down
call :check_words %*
if errorlevel 2 exit /b 2
if "%~2"=="" for %%n in (%names%) do call :down_lab %%n
:down_next
if "%~2"=="" goto down_done
call :split %~2
if "%profile%"=="" call :down_lab %lab%
if not "%profile%"=="" call :down_one %lab% %profile%
shift
goto down_next
:down_done
exit /b %failed%

:down_lab
call :describe %1
for %%p in (%profiles%) do call :down_one %1 %%p
exit /b 0

:down_one
if not exist "%labs%\%1.%2" exit /b 0
call :undo %1 %2
if exist "%labs%\%1.%2" goto down_failed
echo down: %1:%2
exit /b 0

:down_failed
echo labs: %labs%\%1.%2 is in use and stays; end what uses it and say down again 1>&2
set "failed=1"
exit /b 1

rem undo LAB PROFILE: whatever there is of it.
:undo
if not exist "%labs%\%1.%2" exit /b 0
if exist "%labs%\%1.%2\target" del "%labs%\%1.%2\target"
if exist "%labs%\%1.%2\share" net share wfx_lab /delete /y >nul 2>&1
if exist "%labs%\%1.%2\undo.txt" diskpart /s "%labs%\%1.%2\undo.txt" >nul 2>&1
if exist "%labs%\%1.%2\volume.vhdx" del "%labs%\%1.%2\volume.vhdx"
rem While a disk is attached its file stays, and with it the folder.
if exist "%labs%\%1.%2\volume.vhdx" exit /b 1
rmdir /s /q "%labs%\%1.%2"
exit /b 0

rem ---- list

:list
if "%~2"=="" goto list_labs
if not "%~2"=="--arguments" goto list_what
set "arguments="
for %%n in (%names%) do call :arguments_of %%n
if "%arguments%"=="" goto list_nothing
echo %arguments:~1%
exit /b 0

:list_labs
for %%n in (%names%) do call :lines_of %%n
exit /b 0

:list_what
echo labs: list: unknown word %~2; there is --arguments 1>&2
exit /b 2

:list_nothing
echo labs: no lab is up; tools\labs.cmd up NAME makes one 1>&2
exit /b 1

:arguments_of
call :describe %1
for %%p in (%profiles%) do if exist "%labs%\%1.%%p\target" call :argument_of "%labs%\%1.%%p\target"
exit /b 0

:argument_of
set /p target=<"%~1"
set "arguments=%arguments% %target%"
exit /b 0

:lines_of
call :describe %1
for %%p in (%profiles%) do if exist "%labs%\%1.%%p\target" call :line_of %1 %%p
exit /b 0

:line_of
set /p target=<"%labs%\%1.%2\target"
echo %1:%2   %target:--target =%
exit /b 0

rem ---- What there is

rem describe LAB: sets proves, proves_not, profiles and megabytes; ends with 1 for what is none.
:describe
set "profiles="
set "megabytes=1024"
set "proves_not=a disk of its own: the volume is a file of this machine's system volume"
if "%1"=="ntfs" set "profiles=4k 64k"
if "%1"=="ntfs" set "proves=Windows' own NTFS, with clusters of 4 and of 64 KiB"
if "%1"=="refs" set "profiles=4k 64k"
if "%1"=="refs" set "proves=Windows' own ReFS; editions that cannot format it fail here"
if "%1"=="refs" set "megabytes=8192"
if "%1"=="exfat" set "profiles=32k"
if "%1"=="exfat" set "proves=Windows' own exFAT: no named streams, no locks of its own"
if "%1"=="fat32" set "profiles=4k"
if "%1"=="fat32" set "proves=Windows' own FAT32: files of 4 GiB at most"
if "%1"=="smb" set "profiles=default"
if "%1"=="smb" set "proves=Windows' redirector and server with a share of this machine, \\localhost\wfx_lab"
if "%1"=="smb" set "proves_not=a network: both ends are this machine"
if "%profiles%"=="" exit /b 1
exit /b 0

rem why_not LAB: sets reason to what is missing for it, or to nothing.
:why_not
set "reason="
if "%1"=="smb" if not exist "%SystemRoot%\System32\srvsvc.dll" set "reason=this system has no server for shares"
if not "%1"=="smb" if not exist "%SystemRoot%\System32\diskpart.exe" set "reason=this system has no diskpart"
if not "%reason%"=="" exit /b 0
fltmc >nul 2>&1
if errorlevel 1 set "reason=only an administrator can make it"
exit /b 0

rem ---- Words

rem split NAME[:PROFILE]: sets lab, profile and the profiles that there are.
:split
set "profile="
for /f "tokens=1,2 delims=:" %%a in ("%~1") do call :take %%a %%b
call :describe %lab%
exit /b 0

:take
set "lab=%~1"
set "profile=%~2"
exit /b 0

rem check_words COMMAND WORD...: one line and 2 for the first that is none.
:check_words
if "%~2"=="" exit /b 0
set "lab="
call :split %~2
call :describe %lab%
if errorlevel 1 goto no_lab
if "%profile%"=="" goto word_is_right
for %%p in (%profiles%) do if "%%p"=="%profile%" goto word_is_right
echo labs: the lab %lab% has no profile "%profile%"; it has %profiles% 1>&2
exit /b 2
:word_is_right
shift
goto check_words
:no_lab
echo labs: there is no lab "%~2"; there are %names% 1>&2
exit /b 2
