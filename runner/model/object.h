// What handles stand for.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runner/win32/types.h"

namespace wfx::model {

class Kernel;
struct Thread;

// Anything a handle can be opened to. All of it is guarded by the kernel's mutex.
class Object : public std::enable_shared_from_this<Object> {
 public:
  virtual ~Object() = default;

  // Whether a wait on it is satisfied now. What cannot be waited for never is.
  virtual bool IsSignaled() const { return false; }
  // A wait was satisfied by it: an auto-reset event is reset.
  virtual void Consume() {}
  // Whether a wait may name it.
  virtual bool IsWaitable() const { return false; }

  // A handle was closed. `last` = it was the last one to this object, in any process.
  virtual void HandleClosed(Kernel& kernel, std::uint32_t process, bool last) {
    (void)kernel, (void)process, (void)last;
  }

  std::uint32_t handles = 0;     // open ones, of all processes
  std::vector<Thread*> waiters;  // threads blocked on it
};

class Event : public Object {
 public:
  Event(bool manual_reset, bool signaled) : manual_reset_(manual_reset), signaled_(signaled) {}
  bool IsSignaled() const override { return signaled_; }
  bool IsWaitable() const override { return true; }
  void Consume() override { signaled_ = signaled_ && manual_reset_; }
  // Whoever sets it wakes its waiters: Kernel::Set.
  void SetState(bool signaled) { signaled_ = signaled; }

 private:
  const bool manual_reset_;
  bool signaled_;
};

}  // namespace wfx::model
