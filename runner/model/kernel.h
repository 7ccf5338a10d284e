// What the subjects of the model share: handles, threads, time, the ends of requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <unordered_map>
#include <vector>

#include "runner/model/clock.h"
#include "runner/model/file_object.h"
#include "runner/model/model.h"
#include "runner/model/object.h"
#include "runner/model/request.h"
#include "runner/model/status.h"
#include "runner/model/thread.h"

namespace wfx::model {

class NameSpace;
class Views;

// A slot of a process's handle table.
struct HandleEntry {
  std::shared_ptr<Object> object;
  DWORD access = 0;  // granted, generic rights mapped
};

// Everything below is guarded by `mutex`; a table function takes it with Call.
class Kernel {
 public:
  explicit Kernel(const ModelOptions& options);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  // It is no longer the one there is.
  void Retire();

  const Personality personality;
  const Choices choices;
  std::mutex mutex;
  Clock clock;
  std::mt19937_64 chance;
  Time last_late_end{0};             // of writes that end one at a time
  std::unique_ptr<NameSpace> names;  // files, pipes, mailslots, volumes, disks by name
  std::unique_ptr<Views> views;      // mapped ones

  // ---- processes and handles (handle.cpp) ----
  std::uint32_t StartProcess(Model::Machine machine = Model::Machine::kThis);
  Model::Machine MachineOf(std::uint32_t process) const;
  void EndProcess(std::uint32_t process);
  HANDLE Open(std::uint32_t process, std::shared_ptr<Object> object, DWORD access);
  // Null for a value that is no handle of `process`.
  const HandleEntry* Find(std::uint32_t process, HANDLE handle) const;
  Status Close(std::uint32_t process, HANDLE handle);
  bool HasHandle(std::uint32_t process, const Object& object) const;
  std::size_t open_handles() const;

  // ---- waking (wait.cpp) ----
  // When a wait that begins now is over; INFINITE is never.
  Time Deadline(DWORD milliseconds) const;
  // Lets every thread blocked on `object` look again.
  void Wake(Object& object);
  void Set(Event& event, bool signaled);
  void Queue(Thread& thread, const Apc& apc);
  // Blocks the calling thread until `done` gives true: 0; or until `deadline`: STATUS_TIMEOUT; or,
  // when alertable, until APCs have run: STATUS_USER_APC. `lock` is released while it blocks.
  Status Block(std::unique_lock<std::mutex>& lock, Thread& self, std::span<Object* const> on,
               const std::function<bool()>& done, Time deadline, bool alertable);
  // Runs what is queued to `self` with `lock` released. False when nothing was.
  bool RunApcs(std::unique_lock<std::mutex>& lock, Thread& self);
  void EndThread(Thread& thread);

  // ---- requests (request.cpp) ----
  // A driver keeps it: it is among those pending until Complete. Start does this for a driver that
  // returns STATUS_PENDING.
  void Pend(const RequestPtr& request) { pending_.push_back(request); }
  // Those that pend now and that `chosen` says yes to, oldest first.
  template <typename Chosen>
  std::vector<RequestPtr> PendingWhere(Chosen chosen) const {
    std::vector<RequestPtr> found;
    for (const RequestPtr& request : pending_) {
      if (chosen(*request)) found.push_back(request);
    }
    return found;
  }
  // Hands a checked request to its file. Gives its status: STATUS_PENDING while it is under way.
  Status Start(const RequestPtr& request);
  // The end of a request: its OVERLAPPED, then event or handle, then routine or packet.
  void Complete(const RequestPtr& request, Status status, DWORD transferred);
  // Ends those early that still can be, in this order; none of them goes ahead because one before
  // it is gone. Gives how many were found under way.
  std::size_t CancelAll(std::span<const RequestPtr> requests, Status status = STATUS_CANCELLED);
  bool Cancel(const RequestPtr& request, Status status = STATUS_CANCELLED) {
    return CancelAll({&request, 1}, status) > 0;
  }
  // What pends on `file` and is only late is done now.
  void FinishPending(FileObject& file);

 private:
  struct Process {
    std::unordered_map<std::uintptr_t, HandleEntry> handles;
    std::uintptr_t next = 4;
    Model::Machine machine = Model::Machine::kThis;
  };
  void Dropped(std::uint32_t process, HandleEntry entry);
  void Perform(const RequestPtr& request);
  void BlockOnce(std::unique_lock<std::mutex>& lock, Thread& self, Time deadline);
  void Sort(std::deque<Apc>& due);

  std::vector<RequestPtr> pending_;  // of all files
  std::map<std::uint32_t, Process> processes_;
  std::uint32_t next_process_ = 1;
  std::size_t outstanding_ = 0;
};

// One call of a table function: holds the lock, knows the thread. Time moves by a step with each
// call, so that polling makes progress.
class Call {
 public:
  Call();
  Kernel& kernel;
  const std::shared_ptr<Thread> thread;
  Thread& self;
  std::unique_lock<std::mutex> lock;

  const HandleEntry* Find(HANDLE handle) const { return kernel.Find(self.process, handle); }
  // The object of `handle` when it is a `Type`; otherwise null with `status` set, to
  // STATUS_INVALID_HANDLE or STATUS_OBJECT_TYPE_MISMATCH: both are ERROR_INVALID_HANDLE.
  template <typename Type>
  std::shared_ptr<Type> Get(HANDLE handle, Status& status) const {
    const HandleEntry* entry = Find(handle);
    auto object = entry == nullptr ? nullptr : std::dynamic_pointer_cast<Type>(entry->object);
    status = entry == nullptr    ? STATUS_INVALID_HANDLE
             : object == nullptr ? STATUS_OBJECT_TYPE_MISMATCH
                                 : STATUS_SUCCESS;
    return object;
  }
  template <typename Type>
  std::shared_ptr<Type> Get(HANDLE handle) const {
    Status ignored = 0;
    return Get<Type>(handle, ignored);
  }
};

// ---- what every call that makes a request does (request.cpp) ----
// Of this thread and process; its OVERLAPPED, where it has one, says that it is under way.
RequestPtr NewRequest(const Call& call, Request::Kind kind, std::shared_ptr<FileObject> file,
                      LPOVERLAPPED overlapped);
// Finds its hEvent, where it has one; the low bit there keeps the packet out of the port.
// STATUS_INVALID_HANDLE or STATUS_OBJECT_TYPE_MISMATCH when it is no event.
Status TakeEvent(const Call& call, Request& request);
// Blocks the caller until it is done. Gives how it ended.
Status WaitUntilDone(Call& call, Request& request);

// Sets the last error to what `status` means and gives FALSE, or TRUE for a success.
BOOL Finish(Status status);
// Sets the last error and gives FALSE.
BOOL Fail(DWORD error);
void SetError(DWORD error);
DWORD GetError();

// The calling thread, known to the kernel from its first call until it ends.
std::shared_ptr<Thread> ThisThread(Kernel& kernel);
std::uint32_t ExchangeProcess(std::uint32_t process);
Kernel& CurrentKernel();

}  // namespace wfx::model
