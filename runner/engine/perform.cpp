#include "runner/engine/perform.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include "runner/engine/perform_case.h"
#include "runner/engine/socket_pair.h"

namespace wfx {

namespace {

// A thread that was given up still calls through its table, however late.
const Win32Api& KeptForGood(const Win32Api& api) {
  static std::mutex mutex;
  static auto& kept = *new std::list<Win32Api>;
  const std::lock_guard lock(mutex);
  return kept.emplace_back(api);
}

}  // namespace

struct Performer::State {
  State(const Win32Api& table, SystemTraits known)
      : api(KeptForGood(table)), traits(std::move(known)), lot(api, traits.parks) {}

  const Win32Api& api;
  const SystemTraits traits;
  bool gave_up = false;
  std::vector<Ledger*> ended;
  std::shared_ptr<Peers> peers = std::make_shared<Peers>();
  ParkingLot lot;  // the first to go: its threads use the rest
};

Performer::Performer(const Win32Api& api, SystemTraits traits)
    : state_(std::make_unique<State>(api, std::move(traits))) {}
Performer::~Performer() = default;

Observation Performer::Perform(const Case& subject, const TargetFacts& target,
                               const PerformOptions& options) {
  const auto performance = std::make_shared<Performance>(state_->api, state_->traits, state_->lot,
                                                         state_->peers, subject, target, options);
  state_->lot.Start([running = performance]() mutable {
    const bool parks = running->Run();
    running.reset();
    return parks;
  });
  if (performance->watch().WaitUntilDone()) {
    state_->ended.push_back(&performance->ledger());
    return performance->TakeSeen();
  }
  // A thread hangs somewhere in this case: all it could still touch stays as it is.
  static auto& given_up = *new std::vector<std::shared_ptr<Performance>>;
  given_up.push_back(performance);
  state_->gave_up = true;
  state_->lot.ExpectHanging();
  state_->peers = std::make_shared<Peers>();
  Observation seen;
  seen.harness_error = performance->Hanging();
  seen.seed = options.seed;
  return seen;
}

bool Performer::gave_up() const { return state_->gave_up; }

std::vector<LateCompletion> Performer::Late() {
  std::vector<LateCompletion> late;
  for (Ledger* ledger : state_->ended) {
    for (const Slot& slot : ledger->writes()) {
      const std::uint32_t runs = slot.runs.load();
      if (runs > slot.runs_at_end) late.push_back({ledger->full_id(), slot.name, runs});
    }
    const std::uint32_t strays = ledger->stray_count();
    if (strays > ledger->strays_at_end()) late.push_back({ledger->full_id(), "?", strays});
  }
  return late;
}

namespace {

using Names = std::set<std::string_view>;

struct CalledBy {
  Names& names;

  void Add(const std::vector<std::string_view>& more) const {
    names.insert(more.begin(), more.end());
  }

  void operator()(const GivenFile& file) const {
    Add({"WriteFile", "SetFilePointerEx", "SetEndOfFile"});
    if (file.sparse || file.compressed) Add({"DeviceIoControl"});
    if (file.last_write) Add({"SetFileTime"});
    if (file.attributes) Add({"SetFileAttributesW"});
  }
  void operator()(const GivenDirectory&) const { Add({"CreateDirectoryW", "RemoveDirectoryW"}); }
  void operator()(const GivenHandle& handle) const {
    if (!handle.duplicates.empty()) Add({"DuplicateHandle"});
    if (!handle.in.empty()) Add({"CreateFileTransactedW"});
    if (handle.opens == kSerial) Add({"SetCommTimeouts", "EscapeCommFunction", "PurgeComm"});
    if (handle.is == GivenHandle::Special::kClosed) Add({"CreateEventW"});
    if (handle.is == GivenHandle::Special::kEvent) Add({"CreateEventW"});
  }
  void operator()(const Lock& lock) const {
    if (lock.by != Lock::By::kAnotherProcess) Add({"LockFileEx"});
  }
  void operator()(const GivenPipe&) const {
    Add({"CreateNamedPipeW", "ConnectNamedPipe", "SetNamedPipeHandleState"});
  }
  void operator()(const GivenEvent&) const { Add({"CreateEventW", "WaitForSingleObject"}); }
  void operator()(const GivenCompletionPort&) const {
    Add({"CreateIoCompletionPort", "GetQueuedCompletionStatus"});
  }
  void operator()(const GivenBuffer&) const {}
  void operator()(const GivenOverlapped&) const {}
  void operator()(const GivenStreamAsync& stream) const {
    if (stream.subject == StreamSubject::kAdapter)
      Add({"WriteFile", "GetOverlappedResult", "CancelIoEx", "CreateEventW"});
  }
  void operator()(const GivenThread&) const {}
  void operator()(const GivenProcess&) const {}
  void operator()(const GivenMailslot&) const { Add({"CreateMailslotW"}); }
  void operator()(const GivenSockets&) const { Add(kSocketFunctions); }
  void operator()(const GivenSpace&) const {
    Add({"GetDiskFreeSpaceExW", "SetFilePointerEx", "SetEndOfFile", "WriteFile"});
  }
  void operator()(const GivenView&) const {
    Add({"CreateFileMappingW", "MapViewOfFile", "UnmapViewOfFile"});
  }
  void operator()(const GivenOplock&) const {
    Add({"DeviceIoControl", "CreateEventW", "WaitForSingleObject"});
  }

  void operator()(const GivenTransaction&) const { Add({"CreateTransaction"}); }

  void operator()(const WriteStep& write) const {
    if (write.through_stream) return;
    Add({write.through_write_file ? "WriteFile" : "WriteFileEx"});
  }
  void operator()(const WaitStep& wait) const {
    switch (wait.function) {
      case WaitStep::Function::kSleep:
        return Add({"Sleep"});
      case WaitStep::Function::kWaitForSingleObject:
        return Add({"WaitForSingleObject"});
      case WaitStep::Function::kWaitForSingleObjectEx:
        return Add({"WaitForSingleObjectEx"});
      case WaitStep::Function::kWaitForMultipleObjectsEx:
        return Add({"WaitForMultipleObjectsEx"});
      case WaitStep::Function::kMsgWaitForMultipleObjectsEx:
        return Add({"MsgWaitForMultipleObjectsEx"});
      case WaitStep::Function::kSignalObjectAndWait:
        return Add({"SignalObjectAndWait"});
      case WaitStep::Function::kReap:
      case WaitStep::Function::kSleepEx:
        return;
    }
  }
  void operator()(const ReadStep&) const {
    Add({"CreateEventW", "WaitForSingleObject", "GetOverlappedResult", "CancelIoEx"});
  }
  void operator()(const PeekStep& peek) const {
    if (!peek.of_socket) Add({peek.of_mailslot ? "GetMailslotInfo" : "PeekNamedPipe"});
  }
  void operator()(const CancelStep& cancel) const {
    if (!cancel.thread.empty()) return Add({"CancelSynchronousIo", "DuplicateHandle"});
    if (!cancel.of_stream) Add({cancel.ex ? "CancelIoEx" : "CancelIo"});
  }
  void operator()(const CloseStep&) const {}
  void operator()(const DisconnectStep&) const { Add({"DisconnectNamedPipe"}); }
  void operator()(const UnlockStep& unlock) const {
    if (unlock.range.by != Lock::By::kAnotherProcess) Add({"UnlockFileEx"});
  }
  void operator()(const SignalStep& signal) const { Add({signal.set ? "SetEvent" : "ResetEvent"}); }
  void operator()(const BindStep&) const { Add({"CreateIoCompletionPort"}); }
  void operator()(const DequeueStep& dequeue) const {
    Add({dequeue.alertable ? "GetQueuedCompletionStatusEx" : "GetQueuedCompletionStatus"});
  }
  void operator()(const ProtectStep&) const {}
  void operator()(const QueueApcStep&) const { Add({"QueueUserAPC"}); }
  void operator()(const OverlappedResultStep& result) const {
    if (!result.of_stream) Add({result.ex ? "GetOverlappedResultEx" : "GetOverlappedResult"});
  }
  void operator()(const SeekStep&) const {}
  void operator()(const OpenStep& open) const { (*this)(open.handle); }
  void operator()(const NotificationModesStep&) const {
    Add({"SetFileCompletionNotificationModes"});
  }
  void operator()(const FlushStep&) const { Add({"FlushFileBuffers"}); }
  void operator()(const EndsStep&) const {}
  void operator()(const SetEndOfFileStep&) const { Add({"SetFileInformationByHandle"}); }
  void operator()(const FilePointerStep&) const { Add({"SetFilePointerEx"}); }
  void operator()(const ControlStep&) const { Add({"DeviceIoControl"}); }
  void operator()(const ExitStep&) const {}
  void operator()(const AppendsStep&) const { Add({"WriteFileEx"}); }
  void operator()(const RaceStep&) const {
    Add({"WriteFileEx", "LockFileEx", "UnlockFileEx", "GetOverlappedResult"});
  }
  void operator()(const MarkForDeletionStep&) const { Add({"SetFileInformationByHandle"}); }
  void operator()(const BurstStep&) const { Add({"WriteFileEx", "CancelIo"}); }
  void operator()(const EndTransactionStep& end) const {
    Add({end.commit ? "CommitTransaction" : "RollbackTransaction"});
  }
  void operator()(const LookStep&) const {
    Add({"GetFileInformationByHandle", "GetFileInformationByHandleEx"});
  }
  void operator()(const SetTimeStep&) const { Add({"SetFileTime"}); }
  void operator()(const SetAttributesStep&) const { Add({"SetFileAttributesW"}); }
  void operator()(const Load& load) const {
    for (const std::string_view function : Describe(load.api).functions)
      if (!function.empty()) names.insert(function);
    GivenStreamAsync stream;
    stream.subject = load.subject;
    if (load.api == LoadApi::kStream) (*this)(stream);
  }
  void operator()(const StoreStep&) const {}
  void operator()(const FetchStep&) const {}
};

}  // namespace

std::vector<std::string> MissingFunctions(const Win32Api& api, const Case& subject) {
  Names names = {"CloseHandle",  "CreateFileW", "DeleteFileW",  "GetFileSizeEx",
                 "GetLastError", "ReadFile",    "SetLastError", "SleepEx"};
  for (const Given& given : subject.given) std::visit(CalledBy{names}, given.item);
  for (const Step& step : subject.when) std::visit(CalledBy{names}, step.action);
  if (subject.load) CalledBy{names}(*subject.load);
  std::vector<std::string> missing;
  for (const std::string_view name : names) {
    if (FindFunction(api, name) == nullptr) missing.emplace_back(name);
  }
  return missing;
}

}  // namespace wfx
