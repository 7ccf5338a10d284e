// Writes of the model without a routine: gathered, flushed, and kept from a locked range.
#include <algorithm>
#include <array>

#include "runner/model/model_file_fixture.h"
#include "runner/win32/memory.h"

namespace wfx {
namespace {

using TransferTest = ModelFileTest;

// The pages of one file, gathered in the order that `segments_` names them.
class GatherTest : public ModelFileTest {
 protected:
  GatherTest() : pages_(2 * Pages::PageSize()) {
    std::fill_n(Page(0), Pages::PageSize(), 'a');
    std::fill_n(Page(1), Pages::PageSize(), 'b');
    segments_[0].Buffer = Page(1);
    segments_[1].Buffer = Page(0);
  }
  char* Page(std::size_t index) {
    return static_cast<char*>(static_cast<void*>(pages_.data())) + index * Pages::PageSize();
  }
  DWORD Gather(const Handle& file, std::size_t pages) {
    OVERLAPPED overlapped{};
    const auto length = static_cast<DWORD>(pages * Pages::PageSize());
    if (api_.WriteFileGather(file.get(), segments_.data(), length, nullptr, &overlapped)) return 0;
    DWORD bytes = 0;
    const DWORD error = api_.GetLastError();
    if (error != ERROR_IO_PENDING) return error;
    return ErrorOf(api_.GetOverlappedResult(file.get(), &overlapped, &bytes, TRUE));
  }

  Pages pages_;
  std::array<FILE_SEGMENT_ELEMENT, 3> segments_{};
};

TEST_F(GatherTest, WritesPagesInTheirOrder) {
  const Handle file = Open(GENERIC_WRITE, FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING);
  EXPECT_EQ(Gather(file, 2), 0u);
  const Handle reader = Open(GENERIC_READ);
  std::string bytes(3 * Pages::PageSize(), '?');
  DWORD read = 0;
  ASSERT_TRUE(
      api_.ReadFile(reader.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &read, nullptr));
  EXPECT_EQ(bytes.substr(0, read),
            std::string(Pages::PageSize(), 'b') + std::string(Pages::PageSize(), 'a'));
}

TEST_F(GatherTest, NeedsAnUnbufferedOverlappedHandle) {
  for (const DWORD flags : {DWORD{0}, DWORD{FILE_FLAG_OVERLAPPED}, DWORD{FILE_FLAG_NO_BUFFERING}})
    EXPECT_EQ(Gather(Open(GENERIC_WRITE, flags), 1), DWORD{ERROR_INVALID_PARAMETER}) << flags;
  EXPECT_EQ(SizeOf(Open(GENERIC_READ)), 0);
}

TEST_F(GatherTest, PageThatIsNoneIsRefused) {
  const Handle file = Open(GENERIC_WRITE, FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING);
  EXPECT_EQ(Gather(file, 3), DWORD{ERROR_INVALID_USER_BUFFER});
  EXPECT_EQ(SizeOf(file), 0);
}

TEST_F(TransferTest, FlushNeedsTheRightToWrite) {
  EXPECT_EQ(ErrorOf(api_.FlushFileBuffers(Open(GENERIC_WRITE).get())), 0u);
  EXPECT_EQ(ErrorOf(api_.FlushFileBuffers(Open(GENERIC_WRITE, FILE_FLAG_OVERLAPPED).get())), 0u);
  EXPECT_EQ(ErrorOf(api_.FlushFileBuffers(Open(GENERIC_READ).get())), DWORD{ERROR_ACCESS_DENIED});
  EXPECT_EQ(ErrorOf(api_.FlushFileBuffers(nullptr)), DWORD{ERROR_INVALID_HANDLE});
}

TEST_F(TransferTest, LockedRangeKeepsOthersOut) {
  const Handle holder = Open(), other = Open();
  constexpr DWORD kHigh = 1;
  EXPECT_TRUE(api_.LockFile(holder.get(), 5, kHigh, 10, 0));
  EXPECT_EQ(ErrorOf(api_.LockFile(other.get(), 14, kHigh, 1, 0)), DWORD{ERROR_LOCK_VIOLATION});
  EXPECT_TRUE(api_.LockFile(other.get(), 14, 0, 1, 0)) << "4 GiB below";
  OVERLAPPED place{};
  place.Offset = 14;
  place.OffsetHigh = kHigh;
  DWORD written = 0;
  EXPECT_EQ(ErrorOf(api_.WriteFile(other.get(), "x", 1, &written, &place)),
            DWORD{ERROR_LOCK_VIOLATION});
  EXPECT_EQ(ErrorOf(api_.UnlockFile(holder.get(), 5, kHigh, 9, 0)), DWORD{ERROR_NOT_LOCKED});
  EXPECT_TRUE(api_.UnlockFile(holder.get(), 5, kHigh, 10, 0));
  EXPECT_TRUE(api_.WriteFile(other.get(), "x", 1, &written, &place));
  EXPECT_EQ(ErrorOf(api_.LockFile(nullptr, 0, 0, 1, 0)), DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(ErrorOf(api_.UnlockFile(nullptr, 0, 0, 1, 0)), DWORD{ERROR_INVALID_HANDLE});
}

}  // namespace
}  // namespace wfx
