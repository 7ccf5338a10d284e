#include "bench/watchdog.h"

#include <utility>

namespace wfx {

Watchdog::Watchdog(Bark bark) : bark_(std::move(bark)), thread_([this] { Watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Watchdog::Guard::Guard(Watchdog& watchdog, std::string what, std::chrono::nanoseconds bound)
    : watchdog_(watchdog) {
  {
    const std::lock_guard lock(watchdog_.mutex_);
    watchdog_.guards_ = true;
    watchdog_.what_ = std::move(what);
    watchdog_.bound_ = bound;
    watchdog_.until_ = std::chrono::steady_clock::now() +
                       std::chrono::duration_cast<std::chrono::steady_clock::duration>(bound);
  }
  watchdog_.changed_.notify_all();
}

Watchdog::Guard::~Guard() {
  {
    const std::lock_guard lock(watchdog_.mutex_);
    watchdog_.guards_ = false;
  }
  watchdog_.changed_.notify_all();
}

void Watchdog::Watch() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    if (!guards_) {
      changed_.wait(lock);
    } else if (std::chrono::steady_clock::now() < until_) {
      changed_.wait_until(lock, until_);
    } else {
      guards_ = false;
      const std::string what = what_;
      const std::chrono::nanoseconds bound = bound_;
      lock.unlock();
      bark_(what, bound);
      lock.lock();
    }
  }
}

}  // namespace wfx
