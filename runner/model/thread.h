// A thread of the system, as the model sees it, and its APC queue.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "runner/model/object.h"
#include "runner/win32/types.h"

namespace wfx::model {

// Something to be called on a thread in an alertable wait: a completion routine, or a user APC
// (completion.shares_the_apc_queue).
struct Apc {
  LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
  LPOVERLAPPED overlapped = nullptr;
  DWORD status = 0;  // NTSTATUS of the request
  DWORD bytes = 0;
  PAPCFUNC user = nullptr;  // null with a null `routine`: an APC that is nobody's
  ULONG_PTR parameter = 0;
};

struct Thread {
  std::deque<Apc> apcs;
  std::condition_variable woken;
  bool wake = false;     // something changed that it may be waiting for
  bool blocked = false;  // in a wait that only another thread ends
  bool background = false;
  bool ended = false;
  std::uint32_t process = 1;
};

// What a handle to a thread stands for; nothing waits for one.
class ThreadObject : public Object {
 public:
  explicit ThreadObject(std::shared_ptr<Thread> of) : thread(std::move(of)) {}
  const std::shared_ptr<Thread> thread;
};

}  // namespace wfx::model
