@echo off
rem Opens the page of the register that lies in the folder of this file.
cd /d "%~dp0"
set "PATH=%~dp0.venv\Scripts;%PATH%"
dtmforms serve
if errorlevel 1 pause
