@echo off
rem Opens the page; with words behind it, runs that command: "Start dtmforms.cmd" check agreement.yaml
setlocal
rem No program that lies in the current folder is taken for Python.
set "NoDefaultCurrentDirectoryInExePath=1"
set "PROGRAM=%~dp0program"
set PYTHON="%PROGRAM%\python\python.exe"
if exist %PYTHON% goto run
for %%V in (3.14 3.13 3.12 3.11) do (
  set "PYTHON=py -%%V"
  py -%%V -c "" >nul 2>nul && goto run
)
set "PYTHON=python"
python -c "" >nul 2>nul && goto run
start "" notepad "%~dp0Read me.txt"
exit /b 1
:run
%PYTHON% -I "%PROGRAM%\start.py" %*
set CODE=%ERRORLEVEL%
if not "%CODE%"=="0" if "%~1"=="" pause
exit /b %CODE%
