#include "runner/engine/target.h"

#include <functional>
#include <stdexcept>
#include <vector>

#include "runner/device_faults.h"
#include "runner/engine/judge_applies.h"
#include "runner/engine/scene.h"
#include "runner/engine/socket_pair.h"
#include "runner/engine/target_device.h"
#include "runner/engine/target_file.h"
#include "runner/engine/target_pipe.h"
#include "runner/engine/target_probe.h"
#include "runner/engine/target_space.h"
#include "runner/engine/target_storage.h"
#include "runner/hresult_names.h"
#include "runner/names.h"
#include "runner/scenario/capability.h"
#include "runner/win32/handle.h"
#include "runner/win32/memory.h"

namespace wfx {
namespace {

std::string WhyNoLocks(const Win32Api& api, const ProbeFile& probe) {
  const Handle other = probe.Open();
  if (!other.valid()) return probe.Problem("CreateFileW");
  const CallOutcome first = LockRange(api, probe.get(), 0, 10, true);
  if (!first.succeeded) return "LockFileEx failed with " + DescribeError(first.error);
  const CallOutcome second = LockRange(api, other.get(), 5, 10, true);
  UnlockRange(api, probe.get(), 0, 10);
  return second.succeeded ? "LockFileEx grants a range twice" : "";
}

std::string WhyNoUnbufferedIo(const Win32Api& api, const ProbeFile& probe, std::uint64_t sector) {
  const Handle file = probe.Open(FILE_FLAG_NO_BUFFERING);
  if (!file.valid()) return probe.Problem("CreateFileW with FILE_FLAG_NO_BUFFERING");
  const Pages buffer(static_cast<std::size_t>(sector));
  DWORD written = 0;
  const bool done = api.WriteFile(file.get(), buffer.data(), static_cast<DWORD>(sector), &written,
                                  nullptr) != FALSE;
  return done && written == sector ? "" : probe.Problem("an unbuffered WriteFile");
}

std::string WhyNoSparseFiles(const Win32Api& api, const ProbeFile& probe) {
  DWORD bytes = 0;
  if (!api.DeviceIoControl(probe.get(), FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &bytes,
                           nullptr)) {
    return probe.Problem("FSCTL_SET_SPARSE");
  }
  LARGE_INTEGER end{};
  end.QuadPart = (LONGLONG{1} << 32) + 1;
  if (!api.SetFilePointerEx(probe.get(), end, nullptr, FILE_BEGIN)) {
    return probe.Problem("SetFilePointerEx");
  }
  if (!api.SetEndOfFile(probe.get())) return probe.Problem("SetEndOfFile beyond 4 GiB");
  LARGE_INTEGER size{};
  const bool told = api.GetFileSizeEx(probe.get(), &size) != FALSE;
  end.QuadPart = 0;
  api.SetFilePointerEx(probe.get(), end, nullptr, FILE_BEGIN);
  api.SetEndOfFile(probe.get());
  return told && size.QuadPart == (LONGLONG{1} << 32) + 1
             ? ""
             : "a file beyond 4 GiB has another size than asked for";
}

std::string WhyNoPorts(const Win32Api& api) {
  const Handle port(api, api.CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1));
  if (!port.valid()) {
    return "CreateIoCompletionPort failed with " + DescribeError(api.GetLastError());
  }
  DWORD bytes = 0;
  ULONG_PTR key = 0;
  LPOVERLAPPED overlapped = nullptr;
  const bool taken = api.PostQueuedCompletionStatus(port.get(), 7, 9, nullptr) &&
                     api.GetQueuedCompletionStatus(port.get(), &bytes, &key, &overlapped, 1000) &&
                     bytes == 7 && key == 9;
  return taken ? "" : "a posted packet does not come out of the port";
}

std::string WhyNoRings(const Win32Api& api) {
  IORING_CAPABILITIES capabilities{};
  HRESULT result = api.QueryIoRingCapabilities(&capabilities);
  if (IsFailure(static_cast<std::uint32_t>(result)))
    return "QueryIoRingCapabilities gives " + DescribeHresult(static_cast<std::uint32_t>(result));
  if (capabilities.MaxVersion < IORING_VERSION_3)
    return "I/O rings of version " + std::to_string(capabilities.MaxVersion) +
           " take no writes; the first that do are of version 300";
  HIORING ring = nullptr;
  result = api.CreateIoRing(IORING_VERSION_3, {}, 1, 2, &ring);
  if (IsFailure(static_cast<std::uint32_t>(result)))
    return "CreateIoRing gives " + DescribeHresult(static_cast<std::uint32_t>(result));
  api.CloseIoRing(ring);
  return "";
}

std::string WhyNoFaults(const Win32Api& api, const ProbeFile& probe) {
  // What it is told it forgets with the handle.
  const Handle file = probe.Open();
  if (!file.valid()) return probe.Problem("CreateFileW");
  const CallOutcome told = SendControl(api, file.get(), kFaultCodes[0].code);
  return told.succeeded ? "" : "no device takes faults: " + DescribeError(told.error);
}

std::string WhyNoOtherProcess(const ProbeFile& probe, const PeerFactory& start_peer) {
  if (!start_peer) return "no other process can be started on this system";
  const auto peer = start_peer();
  const Peer::Reply opened = peer->Open("probe", probe.path(), GENERIC_READ | GENERIC_WRITE, 0);
  if (!opened.succeeded) {
    return "another process cannot open a file of the target: " + DescribeError(opened.last_error);
  }
  return "";
}

// Why a capability is missing; "" = it is there.
std::string Try(const Win32Api& api, const std::vector<std::string_view>& functions,
                const std::function<std::string()>& attempt) {
  for (const std::string_view function : functions) {
    if (FindFunction(api, function) == nullptr) {
      return std::string(function) + " is missing on this system";
    }
  }
  try {
    return attempt();
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

TargetFacts ProbeTarget(const Win32Api& api, const std::string& name, const std::string& directory,
                        const PeerFactory& start_peer, const CapabilityFilter& wants) {
  TargetFacts facts;
  facts.name = name;
  facts.directory = directory;
  // Everything is tried with it.
  const ProbeFile probe(api, PathIn(directory, ProbeName()));
  if (!probe.valid()) {
    throw std::runtime_error("no file can be made in \"" + directory +
                             "\": " + probe.Problem("CreateFileW"));
  }
  Bindings& bindings = facts.bindings;
  bindings.page = Pages::PageSize();
  DescribeStorage(api, probe, facts);

  const auto note = [&](Capability capability, const std::vector<std::string_view>& functions,
                        const std::function<std::string()>& attempt) {
    const CapabilityFacts& about = kCapabilities[static_cast<std::size_t>(capability)];
    const std::string called(about.name);
    if (!wants || wants(called)) facts.capabilities[called] = Try(api, functions, attempt);
  };
  note(Capability::kByteRangeLocks, {"LockFileEx", "UnlockFileEx"},
       [&] { return WhyNoLocks(api, probe); });
  note(Capability::kUnbufferedIo, {"WriteFile"},
       [&] { return WhyNoUnbufferedIo(api, probe, bindings.sector); });
  note(Capability::kBufferAlignment, {"GetFileInformationByHandleEx"}, [&] {
    return bindings.buffer_alignment > 1 ? std::string()
                                         : "the device reports no alignment for buffers";
  });
  note(Capability::kSparseFiles,
       {"DeviceIoControl", "SetFilePointerEx", "SetEndOfFile", "GetFileSizeEx"},
       [&] { return WhyNoSparseFiles(api, probe); });
  NoteFileCapabilities(api, probe.path(), facts, note);
  note(Capability::kNamedPipes, {"CreateNamedPipeW", "ConnectNamedPipe", "CreateEventW"},
       [&] { return WhyNoPipes(api); });
  note(Capability::kMailslots, {"CreateMailslotW", "GetMailslotInfo"},
       [&] { return WhyNoMailslots(api); });
  note(Capability::kSockets, kSocketFunctions, [&] { return WhyNoSockets(api); });
  note(Capability::kConsole, {}, [&] { return WhyNoConsole(api); });
  note(Capability::kSerialPort, {}, [] { return std::string("no serial port was given"); });
  note(Capability::kCompletionPorts,
       {"CreateIoCompletionPort", "PostQueuedCompletionStatus", "GetQueuedCompletionStatus"},
       [&] { return WhyNoPorts(api); });
  note(Capability::kIoRings,
       {"QueryIoRingCapabilities", "CreateIoRing", "CloseIoRing", "SetIoRingCompletionEvent",
        "BuildIoRingWriteFile", "SubmitIoRing", "PopIoRingCompletion"},
       [&] { return WhyNoRings(api); });
  note(Capability::kDeviceFaults, {"DeviceIoControl", "CreateEventW"},
       [&] { return WhyNoFaults(api, probe); });
  DescribeSpace(api, facts);
  note(Capability::kLargestFile, {}, [&] {
    return bindings.maximum_file_size > 0 ? std::string()
                                          : "nothing is known of the largest file of " +
                                                (facts.remote ? "a share" : facts.file_system);
  });
  note(Capability::kRoomForLargeFiles, {}, [&] { return WhyNoRoom(facts); });
  note(Capability::kFillableVolume, {"GetDiskFreeSpaceExW"}, [&] { return WhyNotFillable(facts); });
  note(Capability::kAnotherProcess, {}, [&] { return WhyNoOtherProcess(probe, start_peer); });
  for (const Capability each :
       {Capability::kSacrificialVolume, Capability::kSectorsBehindFileSystem,
        Capability::kSacrificialDisk, Capability::kRawVolume, Capability::kVolumeDismount,
        Capability::kVolumeAppend}) {
    note(each, {}, [] { return std::string("no sacrificial volume was given"); });
  }
  // Until ProbeRemote has asked.
  for (const Capability each : {Capability::kRemotePeer, Capability::kRemotePipe,
                                Capability::kRemoteClient, Capability::kRemoteFile}) {
    note(each, {}, [] { return RemoteMachine().why_not; });
  }
  // Until ProbeStreams has asked.
  for (const Capability each :
       {Capability::kProviderStream, Capability::kProviderStreamOfPipe, Capability::kShellStream}) {
    note(each, {}, [] { return std::string("nobody was asked for streams"); });
  }
  const auto pipes = facts.capabilities.find("named_pipes");
  if (pipes != facts.capabilities.end() && pipes->second.empty())
    bindings.pipe_quota = ProbePipeQuota(api, 4096);
  return facts;
}

std::string WhyNotRun(const TargetFacts& target, const Case& subject) {
  if (std::string reason = WhyNotApplicable(subject, target); !reason.empty()) return reason;
  for (const std::string& need : subject.needs) {
    const auto found = target.capabilities.find(need);
    if (found == target.capabilities.end()) return "needs " + need + ": not probed on this target";
    if (!found->second.empty()) return "needs " + need + ": " + found->second;
  }
  return "";
}

}  // namespace wfx
