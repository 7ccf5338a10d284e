// This program as the operating system sees it: its path, its arguments, its streams, how it fails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace wfx {

// A process that crashes ends with this code where we can still choose it.
inline constexpr int kCrashExitCode = 70;

// This program's own path, UTF-8.
std::string ProgramPath();
// The arguments after the program's name, UTF-8, whatever the system's code page.
std::vector<std::string> ProgramArguments(int argc, char** argv);
// The program's name as it was typed, UTF-8.
std::string ProgramAsTyped(int argc, char** argv);

// No error dialogs from this process on. On Windows a crash says one line on standard error and
// ends with kCrashExitCode.
void FailQuietly();
// Undoes the second half of it: a crash ends with the system's own exit code, an NTSTATUS.
void CrashPlainly();
// Ends this process at once: no clean-up, nothing flushed.
[[noreturn]] void EndNow(int exit_code);

// True when a person watches standard output: a terminal, or a pipe to one (CLICOLOR_FORCE).
bool OutputIsWatched();
// The value of an environment variable, UTF-8; empty when there is none.
std::string EnvironmentVariable(std::string_view name);

// UTF-8 text and paths. TextOf uses `/`.
std::filesystem::path PathOf(std::string_view text);
std::string TextOf(const std::filesystem::path& path);

// Makes a fresh folder under the temporary directory; `stem` begins its name. Throws
// std::runtime_error.
std::filesystem::path MakeTemporaryFolder(std::string_view stem);
// A random number that differs between processes started at the same moment.
std::uint64_t RandomNumber();

}  // namespace wfx
