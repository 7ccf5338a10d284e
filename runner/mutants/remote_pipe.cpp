// Systems that get pipes and locks of two machines wrong.
#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

constexpr DWORD kLongestRemote = 65535;

// The client end of a pipe that was opened by the name of a machine.
bool IsRemotePipe(const Write& write) {
  const auto opened = OpenedAs(write.file);
  return opened && opened->pipe && !opened->server && !Narrow(opened->path).starts_with(R"(\\.\)");
}

BOOL TakeOneByteLess(const Write& write) {
  const bool refused = write.length >= kLongestRemote && IsRemotePipe(write);
  return refused ? Refuse(ERROR_INVALID_PARAMETER) : Forward(write);
}

// A message of 64 KiB is cut where two frames meet; the caller hears of the whole.
BOOL LoseTheLastRemoteByte(const Write& write) {
  if (write.length < kLongestRemote || !IsRemotePipe(write)) return Forward(write);
  Write sent = write;
  sent.length = write.length - 1;
  return IssueInstead(write, sent, [](const Write& ended, DWORD error, DWORD bytes) {
    Deliver(ended, error, error == 0 && bytes + 1 == ended.length ? ended.length : bytes);
  });
}

HANDLE WINAPI LetEverybodyIn(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD instances,
                             DWORD out_buffer, DWORD in_buffer, DWORD timeout,
                             LPSECURITY_ATTRIBUTES security) {
  return Base().CreateNamedPipeW(name, open_mode, pipe_mode & ~DWORD{PIPE_REJECT_REMOTE_CLIENTS},
                                 instances, out_buffer, in_buffer, timeout, security);
}

// An exclusive lock counts on the machine that has it alone: whoever writes elsewhere never hears
// of it.
std::optional<LockRequest> NotOfAnotherClient(const LockRequest& asked) {
  const bool foreign = asked.exclusive() && InAnotherProcess(asked.file);
  return foreign ? std::nullopt : std::optional(asked);
}

constexpr Mutant kMutants[] = {
    {"lock_of_other_client_ignored", "locked_range.other_client_fails",
     "an exclusive lock is not told to whoever writes from elsewhere",
     &ReplaceLocks<&NotOfAnotherClient>},
    {"rejected_client_gets_in", "remote_pipe.may_be_refused",
     "PIPE_REJECT_REMOTE_CLIENTS keeps nobody out",
     [](Win32Api& table) { table.CreateNamedPipeW = &LetEverybodyIn; }},
    {"remote_pipe_takes_65534", "remote_pipe.up_to_65535_completes",
     "a pipe on another machine refuses 65,535 bytes",
     &ReplaceWriteFileExWithHandles<&TakeOneByteLess>},
    {"remote_pipe_loses_a_byte", "remote_pipe.up_to_65535_completes",
     "of 65,535 bytes to a pipe on another machine the last is lost, and none is missed",
     &ReplaceWriteFileExWithHandles<&LoseTheLastRemoteByte>},
};

}  // namespace

std::span<const Mutant> RemotePipeMutants() { return kMutants; }

}  // namespace wfx::mutants
