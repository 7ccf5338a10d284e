// Completion ports of the model.
#include <array>

#include "runner/model/model_file_fixture.h"

namespace wfx {
namespace {

constexpr ULONG_PTR kKey = 42;

std::uint32_t port_apcs = 0;
void CALLBACK CountPortApc(ULONG_PTR) { ++port_apcs; }

class PortTest : public ModelFileTest {
 protected:
  Handle NewPort() {
    return {api_, api_.CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1)};
  }
  // The error of binding; 0 = it is bound.
  DWORD ErrorOfBinding(const Handle& file, HANDLE port) {
    return ErrorOf(api_.CreateIoCompletionPort(file.get(), port, kKey, 0) != nullptr);
  }
  struct Taken {
    DWORD error = 0, bytes = 0;
    ULONG_PTR key = 0;
    LPOVERLAPPED overlapped = nullptr;
  };
  Taken Take(const Handle& port, DWORD milliseconds = 0) {
    Taken taken;
    taken.error = ErrorOf(api_.GetQueuedCompletionStatus(port.get(), &taken.bytes, &taken.key,
                                                         &taken.overlapped, milliseconds));
    return taken;
  }
};

TEST_F(PortTest, GivesPacketsInTheOrderOfTheirPosts) {
  const Handle port = NewPort();
  OVERLAPPED overlapped{};
  EXPECT_TRUE(api_.PostQueuedCompletionStatus(port.get(), 7, 9, &overlapped));
  EXPECT_TRUE(api_.PostQueuedCompletionStatus(port.get(), 8, 10, nullptr));
  const Taken first = Take(port), second = Take(port);
  EXPECT_EQ(first.bytes, 7u);
  EXPECT_EQ(first.key, 9u);
  EXPECT_EQ(first.overlapped, &overlapped);
  EXPECT_EQ(second.bytes, 8u);
  EXPECT_EQ(Take(port, 5).error, DWORD{WAIT_TIMEOUT});
}

TEST_F(PortTest, HearsOfAWriteWithoutRoutine) {
  const Handle file = Open(GENERIC_WRITE, FILE_FLAG_OVERLAPPED), port = NewPort();
  ASSERT_EQ(ErrorOfBinding(file, port.get()), 0u);
  OVERLAPPED overlapped{};
  const DWORD error = ErrorOf(api_.WriteFile(file.get(), "abc", 3, nullptr, &overlapped));
  EXPECT_TRUE(error == 0 || error == ERROR_IO_PENDING);
  const Taken taken = Take(port, 1000);
  EXPECT_EQ(taken.error, 0u);
  EXPECT_EQ(taken.bytes, 3u);
  EXPECT_EQ(taken.key, kKey);
  EXPECT_EQ(taken.overlapped, &overlapped);
}

TEST_F(PortTest, BindsAnOverlappedHandleOnce) {
  const Handle file = Open(GENERIC_WRITE, FILE_FLAG_OVERLAPPED), synchronous = Open();
  const Handle port = NewPort(), other = NewPort();
  EXPECT_EQ(ErrorOfBinding(synchronous, port.get()), DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(ErrorOfBinding(file, port.get()), 0u);
  EXPECT_EQ(ErrorOfBinding(file, other.get()), DWORD{ERROR_INVALID_PARAMETER});
  EXPECT_EQ(ErrorOfBinding(port, port.get()), DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(ErrorOfBinding(file, file.get()), DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(ErrorOf(api_.CreateIoCompletionPort(INVALID_HANDLE_VALUE, port.get(), 0, 0) != nullptr),
            DWORD{ERROR_INVALID_PARAMETER});
}

TEST_F(PortTest, GivesSeveralPacketsAtOnce) {
  const Handle port = NewPort();
  for (DWORD bytes = 1; bytes <= 3; ++bytes)
    EXPECT_TRUE(api_.PostQueuedCompletionStatus(port.get(), bytes, bytes * 10, nullptr));
  std::array<OVERLAPPED_ENTRY, 2> entries{};
  ULONG removed = 0;
  const auto take = [&] {
    return ErrorOf(
        api_.GetQueuedCompletionStatusEx(port.get(), entries.data(), 2, &removed, 5, FALSE));
  };
  EXPECT_EQ(take(), 0u);
  EXPECT_EQ(removed, 2u);
  EXPECT_EQ(entries[1].dwNumberOfBytesTransferred, 2u);
  EXPECT_EQ(entries[1].lpCompletionKey, 20u);
  EXPECT_EQ(take(), 0u);
  EXPECT_EQ(removed, 1u);
  EXPECT_EQ(entries[0].lpCompletionKey, 30u);
  EXPECT_EQ(take(), DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(removed, 0u);
}

TEST_F(PortTest, AlertableWaitEndsWithAnApc) {
  const Handle port = NewPort();
  OVERLAPPED_ENTRY entry{};
  ULONG removed = 9;
  port_apcs = 0;
  ASSERT_NE(api_.QueueUserAPC(&CountPortApc, CurrentThread(), 0), 0u);
  EXPECT_EQ(ErrorOf(api_.GetQueuedCompletionStatusEx(port.get(), &entry, 1, &removed, 5, FALSE)),
            DWORD{WAIT_TIMEOUT});
  EXPECT_EQ(port_apcs, 0u);
  EXPECT_EQ(ErrorOf(api_.GetQueuedCompletionStatusEx(port.get(), &entry, 1, &removed, 5, TRUE)),
            DWORD{WAIT_IO_COMPLETION});
  EXPECT_EQ(port_apcs, 1u);
  EXPECT_EQ(removed, 0u);
}

TEST_F(PortTest, HandleThatIsNoneIsRefused) {
  const Handle file = Open();
  OVERLAPPED_ENTRY entry{};
  ULONG removed = 0;
  EXPECT_EQ(ErrorOf(api_.PostQueuedCompletionStatus(file.get(), 0, 0, nullptr)),
            DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(Take(file).error, DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(ErrorOf(api_.GetQueuedCompletionStatusEx(file.get(), &entry, 1, &removed, 0, FALSE)),
            DWORD{ERROR_INVALID_HANDLE});
  EXPECT_EQ(ErrorOf(api_.SetFileCompletionNotificationModes(nullptr, 1)),
            DWORD{ERROR_INVALID_HANDLE});
}

}  // namespace
}  // namespace wfx
