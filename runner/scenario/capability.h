// What a target or system must be able to do for a scenario: the only words `needs` may use.
#pragma once

#include <array>
#include <string_view>

namespace wfx {

enum class Capability {
  kByteRangeLocks,
  kUnbufferedIo,
  kBufferAlignment,
  kSparseFiles,
  kNamedPipes,
  kCompletionPorts,
  kAnotherProcess,
  kSacrificialVolume,
};

struct CapabilityFacts {
  std::string_view name;   // as `needs` spells it
  std::string_view doc;    // what it promises, one line
  std::string_view probe;  // how it is tried, one line
};

inline constexpr std::array<CapabilityFacts, 8> kCapabilities{{
    {"byte_range_locks", "LockFileEx grants and refuses ranges",
     "locks a range twice; the second request fails"},
    {"unbuffered_io", "FILE_FLAG_NO_BUFFERING opens files",
     "opens a file with it and writes one sector"},
    {"buffer_alignment", "the device asks unbuffered buffers to be aligned",
     "FileAlignmentInfo reports a mask other than 0"},
    {"sparse_files", "a file can be larger than its allocation",
     "marks a file sparse and extends it past 4 GiB"},
    {"named_pipes", "CreateNamedPipeW makes local pipes", "makes a pipe and opens its client end"},
    {"completion_ports", "CreateIoCompletionPort makes a port",
     "makes a port and takes a posted packet from it"},
    {"another_process", "the harness can start a peer process on this system",
     "starts one and asks for its answer"},
    {"sacrificial_volume", "a volume that may be destroyed was given",
     "--volume DEVICE with --destroy SERIAL"},
}};

}  // namespace wfx
