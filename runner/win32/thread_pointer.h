// One pointer of each thread's own, as quickly read as the platform allows.
#pragma once

#include <stdexcept>

#include "runner/win32/types.h"

namespace wfx {

// Null on every thread until that thread sets it. `Purpose` is any type: each has a pointer of its
// own. On Windows it is a slot of the thread's, not a thread_local: MinGW reaches those by a
// look-up under a lock, which takes half as long as a time stamp. Get() may set the thread's last
// error to 0.
template <typename Purpose>
class ThreadPointer {
 public:
#ifdef _WIN32
  static void* Get() { return TlsGetValue(slot_); }
  // Throws std::runtime_error when the system had no slot left.
  static void Set(void* value) {
    if (!TlsSetValue(slot_, value))
      throw std::runtime_error("there is no slot for a thread's value");
  }

 private:
  static inline const DWORD slot_ = TlsAlloc();
#else
  static void* Get() { return value_; }
  static void Set(void* value) { value_ = value; }

 private:
  static inline thread_local void* value_ = nullptr;
#endif
};

}  // namespace wfx
