#include "runner/win32/environment.h"

#include <array>
#include <cstring>

#ifdef _WIN32
#include "runner/win32/types.h"
#else
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#endif

#if defined(_MSC_VER)
#include <intrin.h>
#elif defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace wfx {
namespace {

// Runs the CPUID instruction; false where the processor or this leaf does not exist.
[[maybe_unused]] bool AskProcessor(std::uint32_t leaf, std::array<std::uint32_t, 4>& answer) {
#if defined(_MSC_VER) && (defined(_M_X64) || defined(_M_IX86))
  int registers[4];
  __cpuid(registers, static_cast<int>(leaf & 0x80000000));
  if (static_cast<std::uint32_t>(registers[0]) < leaf) return false;
  __cpuid(registers, static_cast<int>(leaf));
  std::memcpy(answer.data(), registers, sizeof registers);
  return true;
#elif defined(__x86_64__) || defined(__i386__)
  return __get_cpuid(leaf, &answer[0], &answer[1], &answer[2], &answer[3]) != 0;
#else
  static_cast<void>(leaf);
  static_cast<void>(answer);
  return false;
#endif
}

// Gives the 48 characters the processor calls itself, without the padding.
std::string ProcessorName() {
  std::string name;
  for (std::uint32_t leaf = 0x80000002; leaf <= 0x80000004; ++leaf) {
    std::array<std::uint32_t, 4> answer{};
    if (!AskProcessor(leaf, answer)) return "";
    name.append(reinterpret_cast<const char*>(answer.data()), sizeof answer);
  }
  name.resize(std::strlen(name.c_str()));
  const auto first = name.find_first_not_of(' ');
  if (first == name.npos) return "";
  return name.substr(first, name.find_last_not_of(' ') - first + 1);
}

#ifdef _WIN32

template <typename Function>
Function LookUp(const char* name) {
  return reinterpret_cast<Function>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name)));
}

void DescribeSystem(MachineFacts& facts) {
  // GetVersionEx tells programs without a manifest that they run on Windows 8.
  facts.os = "Windows";
  RTL_OSVERSIONINFOW version{};
  version.dwOSVersionInfoSize = sizeof version;
  if (const auto get = LookUp<LONG(WINAPI*)(RTL_OSVERSIONINFOW*)>("RtlGetVersion");
      get != nullptr && get(&version) == 0) {
    facts.os +=
        " " + std::to_string(version.dwMajorVersion) + "." + std::to_string(version.dwMinorVersion);
    facts.os_build = std::to_string(version.dwBuildNumber);
  }
  if (const auto get = LookUp<const char*(CDECL*)()>("wine_get_version"))
    facts.wine_version = get();
  if (const auto get = LookUp<void(CDECL*)(const char**, const char**)>("wine_get_host_version")) {
    const char* name = "";
    const char* release = "";
    get(&name, &release);
    facts.wine_host = std::string(name) + " " + release;
  }
}

void MeasureMachine(MachineFacts& facts) {
  facts.logical_cpus = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
  MEMORYSTATUSEX memory{};
  memory.dwLength = sizeof memory;
  if (GlobalMemoryStatusEx(&memory)) facts.memory_bytes = memory.ullTotalPhys;
}

#else

void DescribeSystem(MachineFacts& facts) {
  utsname names{};
  if (uname(&names) != 0) return;
  facts.os = names.sysname;
  facts.os_build = names.release;
}

// For processors without CPUID.
std::string ProcessorNameFromKernel() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != line.npos) return line.substr(colon + 2);
  }
  return "";
}

void MeasureMachine(MachineFacts& facts) {
  if (facts.cpu.empty()) facts.cpu = ProcessorNameFromKernel();
  const long cpus = sysconf(_SC_NPROCESSORS_ONLN), pages = sysconf(_SC_PHYS_PAGES),
             page = sysconf(_SC_PAGESIZE);
  if (cpus > 0) facts.logical_cpus = static_cast<std::uint32_t>(cpus);
  if (pages > 0 && page > 0) {
    facts.memory_bytes = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
  }
}

#endif

}  // namespace

MachineFacts DescribeMachine() {
  MachineFacts facts;
  facts.cpu = ProcessorName();
  DescribeSystem(facts);
  MeasureMachine(facts);
  return facts;
}

}  // namespace wfx
