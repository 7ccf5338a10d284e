@echo off
rem From a fresh checkout to a first report on Windows. Needs Visual Studio with "Desktop development
rem with C++", whose own CMake is used when none is on PATH. Ends 0 when conformance and benchmark did.
setlocal
cd /d "%~dp0.."
cmake --version >nul 2>nul
if not errorlevel 1 goto build
set "vswhere=%ProgramFiles(x86)%\Microsoft Visual Studio\Installer\vswhere.exe"
if not exist "%vswhere%" goto no_visual_studio
set "studio="
for /f "usebackq tokens=*" %%i in (`"%vswhere%" -latest -products * -requires Microsoft.VisualStudio.Component.VC.Tools.x86.x64 -property installationPath`) do set "studio=%%i"
if not defined studio goto no_visual_studio
set "PATH=%studio%\Common7\IDE\CommonExtensions\Microsoft\CMake\CMake\bin;%PATH%"

:build
cmake --preset msvc
if errorlevel 1 exit /b 1
cmake --build --preset msvc
if errorlevel 1 exit /b 1
if not exist out mkdir out
set held=0
build\msvc\bin\wfx-conformance.exe --record out\record.json
if errorlevel 1 set held=1
build\msvc\bin\wfx-bench.exe --run-for 0.2s --record out\bench.json
if errorlevel 1 set held=1
build\msvc\bin\wfx.exe report out\record.json out\bench.json --markdown >out\report.md
if errorlevel 1 exit /b 1
type out\report.md
exit /b %held%

:no_visual_studio
echo quickstart: install Visual Studio with "Desktop development with C++" first. 1>&2
exit /b 2
