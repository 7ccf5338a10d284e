#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "runner/process/program.h"

namespace wfx {

std::string ProgramPath() { return TextOf(std::filesystem::read_symlink("/proc/self/exe")); }

std::vector<std::string> ProgramArguments(int argc, char** argv) {
  return argc < 1 ? std::vector<std::string>() : std::vector<std::string>(argv + 1, argv + argc);
}

std::string ProgramAsTyped(int argc, char** argv) { return argc < 1 ? ProgramPath() : argv[0]; }

// There are no dialogs here, and the signal that ended a process says enough.
void FailQuietly() {}

void CrashPlainly() {}

void EndNow(int exit_code) { _exit(exit_code); }

bool OutputIsWatched() {
  const std::string forced = EnvironmentVariable("CLICOLOR_FORCE");
  return isatty(STDOUT_FILENO) == 1 || (!forced.empty() && forced != "0");
}

std::string EnvironmentVariable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? "" : value;
}

}  // namespace wfx
