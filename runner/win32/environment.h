// Facts of the machine that a record needs to be read later: never its name or its user's.
#pragma once

#include <cstdint>
#include <string>

namespace wfx {

struct MachineFacts {
  std::string os;            // "Windows 10.0", "Linux"
  std::string os_build;      // "22631", "6.1.0-18-amd64"
  std::string wine_version;  // "8.0"; empty where it is not Wine
  std::string wine_host;  // "Linux 6.1.0-18-amd64", what Wine runs on; empty where it is not Wine
  std::string cpu;        // "AMD EPYC 7B13"; empty where the processor does not tell
  std::uint32_t logical_cpus = 0;
  std::uint64_t memory_bytes = 0;  // of the machine, not what is free
};

// Asks the machine this program runs on, not the system under test: providers and the model have no
// say. Never throws for a fact that is not to be had; that one stays empty or 0.
MachineFacts DescribeMachine();

}  // namespace wfx
