#include <io.h>
#include <windows.h>

#include <csignal>
#include <cstdio>

#include "runner/process/command_line.h"
#include "runner/process/program.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// The whole command line: argv passes through the code page and loses what is not in it.
std::vector<std::string> CommandLineWords() {
  std::vector<std::string> words;
  for (const std::wstring& word : SplitCommandLine(GetCommandLineW()))
    words.push_back(Narrow(word));
  return words;
}

// Formats and writes with what a broken process still has: the stack.
void EndCrashed(const char* what, unsigned long code, const void* where) {
  char line[160];
  const int length =
      where == nullptr
          ? std::snprintf(line, sizeof line, "crashed: %s\n", what)
          : std::snprintf(line, sizeof line, "crashed: %s 0x%08lX at %p\n", what, code, where);
  DWORD written = 0;
  if (length > 0)
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), line, static_cast<DWORD>(length), &written, nullptr);
  TerminateProcess(GetCurrentProcess(), kCrashExitCode);
}

LONG CALLBACK OnUnhandledException(EXCEPTION_POINTERS* pointers) {
  EndCrashed("exception", pointers->ExceptionRecord->ExceptionCode,
             pointers->ExceptionRecord->ExceptionAddress);
  return EXCEPTION_EXECUTE_HANDLER;
}

void OnAbort(int) { EndCrashed("the program called abort", 0, nullptr); }

}  // namespace

std::string ProgramPath() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return Narrow(path);
}

std::vector<std::string> ProgramArguments(int, char**) {
  std::vector<std::string> words = CommandLineWords();
  words.erase(words.begin());
  return words;
}

std::string ProgramAsTyped(int, char**) { return CommandLineWords().front(); }

void FailQuietly() {
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  SetUnhandledExceptionFilter(&OnUnhandledException);
  std::signal(SIGABRT, &OnAbort);
  // Our text is UTF-8, in a console too.
  SetConsoleOutputCP(CP_UTF8);
}

void CrashPlainly() { SetUnhandledExceptionFilter(nullptr); }

void EndNow(int exit_code) {
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(exit_code));
  // TerminateProcess on oneself does not return, but does not say so.
  for (;;) Sleep(INFINITE);
}

bool OutputIsWatched() {
  const std::string forced = EnvironmentVariable("CLICOLOR_FORCE");
  return _isatty(_fileno(stdout)) != 0 || (!forced.empty() && forced != "0");
}

std::string EnvironmentVariable(std::string_view name) {
  const std::wstring wide = Wide(name);
  std::wstring value(32767, L'\0');
  value.resize(
      GetEnvironmentVariableW(wide.c_str(), value.data(), static_cast<DWORD>(value.size())));
  return Narrow(value);
}

}  // namespace wfx
