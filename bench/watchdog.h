// Notices from another thread that a system under test hangs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace wfx {

// Thread rule: Guards are made by one thread at a time.
class Watchdog {
 public:
  using Bark = std::function<void(const std::string& what, std::chrono::nanoseconds bound)>;

  // `bark` is called on a thread of the watchdog's own, once for each Guard that lasts too long.
  explicit Watchdog(Bark bark);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // What must end within `bound`.
  class Guard {
   public:
    Guard(Watchdog& watchdog, std::string what, std::chrono::nanoseconds bound);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    Watchdog& watchdog_;
  };

 private:
  void Watch();

  const Bark bark_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ends_ = false, guards_ = false;
  std::string what_;
  std::chrono::nanoseconds bound_{};
  std::chrono::steady_clock::time_point until_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace wfx
