// Systems that open what cannot be opened, or mix up what they have opened.
#include <set>

#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

void ForgetTheAppendRight(OpenRequest& sent) {
  if ((sent.flags & FILE_FLAG_NO_BUFFERING) != 0) sent.access &= ~DWORD{FILE_APPEND_DATA};
}

void OpenWhatIsThere(OpenRequest& sent) {
  if (Narrow(sent.path).starts_with(R"(\\.\)")) sent.disposition = OPEN_EXISTING;
}

HANDLE WINAPI MakeOutboundDuplex(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD instances,
                                 DWORD out_buffer, DWORD in_buffer, DWORD timeout,
                                 LPSECURITY_ATTRIBUTES security) {
  const bool outbound = (open_mode & PIPE_ACCESS_DUPLEX) == PIPE_ACCESS_OUTBOUND;
  return WatchedCreateNamedPipeW(name, outbound ? open_mode | PIPE_ACCESS_DUPLEX : open_mode,
                                 pipe_mode, instances, out_buffer, in_buffer, timeout, security);
}

// Server ends whose server has called ConnectNamedPipe.
struct Connected {
  std::mutex mutex;
  std::set<HANDLE> servers;
};

BOOL WINAPI RememberConnected(HANDLE pipe, LPOVERLAPPED overlapped) {
  auto& connected = Own<Connected>();
  const std::lock_guard lock(connected.mutex);
  connected.servers.insert(pipe);
  return Base().ConnectNamedPipe(pipe, overlapped);
}

BOOL NeedConnect(const Write& write) {
  const auto opened = OpenedAs(write.file);
  if (!opened || !opened->server) return Forward(write);
  auto& connected = Own<Connected>();
  const std::lock_guard lock(connected.mutex);
  return connected.servers.contains(write.file) ? Forward(write) : Refuse(ERROR_PIPE_LISTENING);
}

// Of several server ends of one pipe the next one gets what was meant for this.
BOOL WriteToTheNext(const Write& write) {
  const auto opened = OpenedAs(write.file);
  if (!opened || !opened->server) return Forward(write);
  for (const Opened& other : OthersOn(*opened)) {
    if (!other.server) continue;
    Write sent = write;
    sent.file = other.handle;
    return IssueInstead(write, sent, &Deliver);
  }
  return Forward(write);
}

constexpr Mutant kOpeningMutants[] = {
    {"append_right_opens_unbuffered", "append.append_right_refuses_unbuffered_open",
     "a file opens with FILE_FLAG_NO_BUFFERING and an explicit FILE_APPEND_DATA",
     [](Win32Api& table) { table.CreateFileW = &CreateFileWAs<&ForgetTheAppendRight>; }},
    {"pipe_opens_any_direction", "pipe.direction_is_refused_at_open",
     "a client opens an outbound pipe for writing",
     [](Win32Api& table) {
       WatchHandles(table);
       table.CreateNamedPipeW = &MakeOutboundDuplex;
     }},
    {"pipe_instances_are_mixed", "pipe.instances_are_independent",
     "a write goes to another instance of its pipe",
     &ReplaceWriteFileExWithHandles<&WriteToTheNext>},
    {"pipe_needs_connect", "pipe.works_before_connect",
     "a server refuses writes until it has called ConnectNamedPipe",
     [](Win32Api& table) {
       ReplaceWriteFileExWithHandles<&NeedConnect>(table);
       table.ConnectNamedPipe = &RememberConnected;
     }},
    {"volume_opens_anyhow", "volume.opening_has_conditions", "a volume opens with any disposition",
     [](Win32Api& table) { table.CreateFileW = &CreateFileWAs<&OpenWhatIsThere>; }},
};

}  // namespace

std::span<const Mutant> OpeningMutants() { return kOpeningMutants; }

}  // namespace wfx::mutants
