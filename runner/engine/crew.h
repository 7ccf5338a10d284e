// Threads of one process that begin at the same time, each with a handle on the same file.
#pragma once

#include <functional>
#include <memory>

#include "runner/engine/crew_order.h"
#include "runner/engine/perform.h"
#include "runner/win32/api.h"

namespace wfx {

// Thread rule: one thread at a time.
class Crew {
 public:
  // Does `work` as the process that the threads belong to. Empty = this one.
  using InProcess = std::function<void(const std::function<void()>& work)>;

  // `api` must stay for good: a write that has no end may still be under way.
  Crew(const Win32Api& api, const CrewOrder& order, InProcess in_process = {});
  // Lets the threads go, if that was not done, and waits for them.
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Opens the handles and starts the threads, which stop before their first call. Nothing was
  // started when it fails.
  Peer::Reply Assemble();
  // They begin, all at once.
  void Release();
  // Waits until all are done, and closes the handles.
  CrewReport Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wfx
