// Performs one case on a system under test, through its table of Win32 functions, and says what could be seen.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/engine/crew_order.h"
#include "runner/engine/stream_system.h"
#include "runner/observation.h"
#include "runner/result.h"
#include "runner/scenario/scenario.h"
#include "runner/win32/api.h"

namespace wfx {

// Another process on the same system, driven step by step. It ends with the object.
class Peer {
 public:
  virtual ~Peer() = default;
  struct Reply {
    bool succeeded = false;
    std::uint32_t last_error = 0;
  };
  // Opens `path` with all sharing under the name `handle`.
  virtual Reply Open(const std::string& handle, const std::string& path, std::uint32_t access,
                     std::uint32_t flags) = 0;
  // LockFileEx with LOCKFILE_FAIL_IMMEDIATELY.
  virtual Reply Lock(const std::string& handle, std::uint64_t offset, std::uint64_t length, bool exclusive) = 0;
  virtual Reply Unlock(const std::string& handle, std::uint64_t offset, std::uint64_t length) = 0;
  virtual Reply Close(const std::string& handle) = 0;
  // One write; none when the process ended of it.
  virtual std::optional<PeerWriteReply> Write(const PeerWrite& write) = 0;
  // Alertable waits until every write has had its routine, or `at_most`: the routines that ran; none
  // when the process ended of it.
  virtual std::optional<std::vector<PeerCompletion>> Wait(Duration at_most) = 0;
  // The server end of a pipe of that process's own; its handle is overlapped.
  virtual Reply MakePipe(const std::string& handle, const PeerPipe& pipe) = 0;
  // Reads from such a pipe until there are `length` bytes, a message or `at_most`.
  virtual PeerReadReply Read(const std::string& handle, std::uint32_t length, Duration at_most) = 0;
  // How the process ended, once one of these has given none.
  virtual std::uint32_t ExitCode() = 0;
  // Threads of that process at work, in three parts, so that several processes begin at once: the
  // handles are open and the threads ready; they begin; they are done. None may be left out after
  // the first has succeeded.
  virtual Reply Assemble(const CrewOrder& order) = 0;
  virtual void Release() = 0;
  virtual CrewReport Finish() = 0;
};
// Starts a peer; throws std::runtime_error with one line when it cannot.
using PeerFactory = std::function<std::unique_ptr<Peer>()>;

// Another machine with a peer on it.
struct RemoteMachine {
  PeerFactory start_peer;  // empty = there is none
  std::string host;        // what UNC paths call it here: \\host\pipe\name
  std::string here;        // what they call this machine there
  // Why nothing is judged with it; "" = it is.
  std::string why_not = "no peer on another machine was given (--remote-peer)";
};

struct PerformOptions {
  std::uint64_t seed = 1;     // with the case's full id it seeds the random data
  double time_scale = 1;      // stretches every bound
  PeerFactory start_peer;     // empty = none can be started
  RemoteMachine remote = {};
  // Called before each given and step with a text for people: "step 3 write w (FILE:LINE)". From the thread that does it, one at
  // a time, while the caller of Perform waits; never again after Perform has returned. Must not throw.
  std::function<void(const std::string&)> progress;
};

// What a Performer has to know of a system besides its table.
struct SystemTraits {
  // Called on a thread that from now on only waits for late routines. Empty = the system need not know.
  std::function<void()> parks;
  // Called on a thread. What it gives says, on any thread, whether that one is blocked in the system until another does
  // something. Empty = the system cannot tell: a while is waited instead.
  std::function<std::function<bool()>()> watches{};
  // What a step may take beyond its own bound before it counts as hanging, in real time.
  Duration patience = std::chrono::seconds(10);
  // Waits take no real time: the bounds of steps do not prolong the patience.
  bool waits_take_no_time = false;
  // Where streams come from; the reference adapter works on the system's table.
  StreamSystem streams = {};
};

// A routine that ran after its scenario had ended.
struct LateCompletion {
  std::string full_id;
  std::string write;
  std::uint32_t runs = 0;  // its ledger's count by now
};

// Performs cases in turn. Each has a thread of its own that, when done, parks in alertable waits until the Performer ends, so
// that a late routine can still run; its ledger slots are never used again.
// Thread rule: one caller at a time.
class Performer {
 public:
  explicit Performer(const Win32Api& api, SystemTraits traits = {});
  ~Performer();  // ends the parked threads; frees nothing that a write may still own
  Performer(const Performer&) = delete;
  Performer& operator=(const Performer&) = delete;

  // Never throws for what the system does. Files and pipes carry the case's name and are removed at the end.
  Observation Perform(const Case& subject, const TargetFacts& target, const PerformOptions& options);
  // Routines that ran after their scenario ended, so far.
  std::vector<LateCompletion> Late();
  // A case hung and was given up: a thread of it may still be inside the system.
  bool gave_up() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Table functions `subject` calls that the system does not have: a reason for not_run. Empty = none missing.
std::vector<std::string> MissingFunctions(const Win32Api& api, const Case& subject);

}  // namespace wfx
