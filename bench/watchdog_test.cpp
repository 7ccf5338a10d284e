// The watchdog barks for what lasts too long and for nothing else.
#include "bench/watchdog.h"

#include <gtest/gtest.h>

#include <future>

namespace wfx {
namespace {

using std::chrono::milliseconds;

TEST(WatchdogTest, BarksOnceAndSaysAtWhat) {
  std::promise<std::string> barked;
  int barks = 0;
  {
    Watchdog watchdog([&](const std::string& what, std::chrono::nanoseconds bound) {
      ++barks;
      EXPECT_EQ(bound, milliseconds(5));
      barked.set_value(what);
    });
    { const Watchdog::Guard quick(watchdog, "quick", std::chrono::seconds(100)); }
    const Watchdog::Guard slow(watchdog, "slow", milliseconds(5));
    EXPECT_EQ(barked.get_future().get(), "slow");
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(barks, 1);
}

TEST(WatchdogTest, IsQuietWhenEverythingEndsInTime) {
  int barks = 0;
  {
    Watchdog watchdog([&](const std::string&, std::chrono::nanoseconds) { ++barks; });
    for (int guard = 0; guard < 100; ++guard) {
      const Watchdog::Guard quick(watchdog, "quick", std::chrono::seconds(100));
    }
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(barks, 0);
}

}  // namespace
}  // namespace wfx
