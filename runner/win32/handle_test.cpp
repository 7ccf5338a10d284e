#include "runner/win32/handle.h"

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>
#include <vector>

namespace wfx {
namespace {

static_assert(!std::is_copy_constructible_v<Handle> && !std::is_copy_assignable_v<Handle>);
static_assert(std::is_nothrow_move_constructible_v<Handle>);

// A system that only closes handles, always spoils the last error, and refuses handle 13.
DWORD last_error;
std::vector<HANDLE> closed;

HANDLE Number(std::intptr_t number) { return reinterpret_cast<HANDLE>(number); }

class HandleTest : public testing::Test {
 protected:
  HandleTest() {
    last_error = ERROR_LOCK_VIOLATION;
    closed.clear();
    api_.GetLastError = []() -> DWORD { return last_error; };
    api_.SetLastError = [](DWORD error) { last_error = error; };
    api_.CloseHandle = [](HANDLE handle) -> BOOL {
      closed.push_back(handle);
      last_error = ERROR_INVALID_HANDLE;
      return handle == Number(13) ? FALSE : TRUE;
    };
  }

  Win32Api api_;
};

TEST_F(HandleTest, ClosesAndRestoresTheLastError) {
  { const Handle handle(api_, Number(4)); }
  EXPECT_EQ(closed, std::vector{Number(4)});
  EXPECT_EQ(last_error, DWORD{ERROR_LOCK_VIOLATION});
}

TEST_F(HandleTest, ClosesNothingThatIsNoHandle) {
  {
    const Handle none, null(api_, nullptr), invalid(api_, INVALID_HANDLE_VALUE);
    EXPECT_FALSE(none.valid() || null.valid() || invalid.valid());
    EXPECT_EQ(invalid.get(), INVALID_HANDLE_VALUE);
  }
  EXPECT_TRUE(closed.empty());
}

TEST_F(HandleTest, MovingPassesOwnershipOn) {
  Handle first(api_, Number(4)), second(api_, Number(8));
  second = std::move(first);
  EXPECT_EQ(closed, std::vector{Number(8)});
  EXPECT_EQ(second.get(), Number(4));
  const Handle third = std::move(second);
  EXPECT_EQ(third.get(), Number(4));
  EXPECT_EQ(closed.size(), 1u);
  EXPECT_EQ(last_error, DWORD{ERROR_LOCK_VIOLATION});
}

TEST_F(HandleTest, CloseReportsWhatTheSystemSaid) {
  Handle good(api_, Number(4)), refused(api_, Number(13));
  EXPECT_EQ(good.Close(), TRUE);
  EXPECT_EQ(refused.Close(), FALSE);
  EXPECT_EQ(last_error, DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(good.Close(), FALSE);
  EXPECT_EQ(closed.size(), 2u);
}

TEST_F(HandleTest, ReleaseGivesUpOwnership) {
  Handle handle(api_, Number(4));
  EXPECT_EQ(handle.release(), Number(4));
  EXPECT_FALSE(handle.valid());
  EXPECT_TRUE(closed.empty());
}

}  // namespace
}  // namespace wfx
