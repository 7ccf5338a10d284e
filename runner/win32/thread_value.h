// A value of each thread's own that is handed back when the thread ends.
#pragma once

#include "runner/win32/types.h"

namespace wfx {

// Unlike a thread_local object: MinGW frees the memory of those before it destroys them.
// Construct as a static; it is never destroyed before its threads. Thread rule: any thread; each
// sees its own value.
class ThreadValue {
 public:
  using Ended = void(WINAPI*)(void* value);

  // `ended` is called on a thread that ends with a value that is not null, after its own code; it
  // must not use thread_local objects. Throws std::runtime_error when the system has no more slots.
  explicit ThreadValue(Ended ended);
  ThreadValue(const ThreadValue&) = delete;
  ThreadValue& operator=(const ThreadValue&) = delete;

  // Null until the thread has set one.
  void* Get() const;
  void Set(void* value) const;

 private:
  unsigned slot_ = 0;
};

}  // namespace wfx
