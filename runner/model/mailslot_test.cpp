#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "runner/model/model.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

struct SlotWrite {
  OVERLAPPED overlapped{};
  BOOL accepted = FALSE;
  DWORD refused_with = 0;
  int runs = 0;
  DWORD error = 0, count = 0;
};

void CALLBACK NoteMailslotEnd(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  auto* write = static_cast<SlotWrite*>(overlapped->hEvent);
  ++write->runs;
  write->error = error;
  write->count = bytes;
}

class MailslotTest : public testing::Test {
 protected:
  MailslotTest() : api_(model_.api()) {}

  HANDLE Create(DWORD most_bytes = 0, DWORD timeout = 0) {
    return api_.CreateMailslotW(Wide("\\\\.\\mailslot\\letters").c_str(), most_bytes, timeout,
                                nullptr);
  }
  HANDLE Open(DWORD access = GENERIC_WRITE, DWORD share = FILE_SHARE_READ) {
    return api_.CreateFileW(Wide("\\\\.\\MAILSLOT\\Letters").c_str(), access, share, nullptr,
                            OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
  }
  SlotWrite Write(HANDLE handle, const std::string& bytes) {
    SlotWrite write;
    write.overlapped.hEvent = &write;
    write.accepted = api_.WriteFileEx(handle, bytes.data(), static_cast<DWORD>(bytes.size()),
                                      &write.overlapped, NoteMailslotEnd);
    write.refused_with = write.accepted ? 0 : api_.GetLastError();
    EXPECT_EQ(api_.SleepEx(0, TRUE),
              write.accepted ? static_cast<DWORD>(WAIT_IO_COMPLETION) : DWORD{0});
    return write;
  }
  void ExpectTaken(HANDLE handle, const std::string& bytes) {
    const SlotWrite write = Write(handle, bytes);
    EXPECT_EQ(write.runs, 1);
    EXPECT_EQ(write.error, 0u);
    EXPECT_EQ(write.count, bytes.size());
  }
  void ExpectRefused(HANDLE handle, const std::string& bytes, DWORD error) {
    const SlotWrite write = Write(handle, bytes);
    EXPECT_FALSE(write.accepted);
    EXPECT_EQ(write.refused_with, error);
    EXPECT_EQ(write.runs, 0);
  }
  void ExpectInfo(HANDLE handle, DWORD next, DWORD count) {
    DWORD found_next = 0, found_count = 0;
    ASSERT_TRUE(api_.GetMailslotInfo(handle, nullptr, &found_next, &found_count, nullptr));
    EXPECT_EQ(found_next, next);
    EXPECT_EQ(found_count, count);
  }
  void ExpectRead(HANDLE handle, DWORD length, const std::string& bytes, DWORD error = 0) {
    std::string got(length, '?');
    DWORD count = 0;
    const BOOL returned = api_.ReadFile(handle, got.data(), length, &count, nullptr);
    EXPECT_EQ(returned ? 0 : api_.GetLastError(), error);
    EXPECT_TRUE(got.substr(0, count) == bytes);
  }

  Model model_;
  const Win32Api api_;
};

// completion:WFX-MSL-001, completion:WFX-MSL-004, completion:WFX-MSL-005
TEST_F(MailslotTest, KeepsMessagesInOrder) {
  const Handle server(api_, Create()), client(api_, Open());
  ExpectInfo(server.get(), MAILSLOT_NO_MESSAGE, 0);
  for (const char* each : {"1", "22", ""}) ExpectTaken(client.get(), each);
  ExpectInfo(server.get(), 1, 3);
  ExpectRead(server.get(), 9, "1");
  ExpectInfo(server.get(), 2, 2);
  ExpectRead(server.get(), 9, "22");
  ExpectInfo(server.get(), 0, 1);
  ExpectRead(server.get(), 9, "");
  ExpectInfo(server.get(), MAILSLOT_NO_MESSAGE, 0);
}

// completion:WFX-MSL-002
TEST_F(MailslotTest, TheServerIsNotWritten) {
  const Handle server(api_, Create());
  ExpectRefused(server.get(), "x", ERROR_ACCESS_DENIED);
}

// completion:WFX-MSL-006
TEST_F(MailslotTest, ALargerMessageIsRefused) {
  const Handle server(api_, Create(100)), client(api_, Open());
  ExpectTaken(client.get(), std::string(100, 'x'));
  ExpectRefused(client.get(), std::string(101, 'x'), ERROR_INVALID_PARAMETER);
  ExpectInfo(server.get(), 100, 1);
  DWORD most = 0;
  EXPECT_TRUE(api_.GetMailslotInfo(server.get(), &most, nullptr, nullptr, nullptr));
  EXPECT_EQ(most, 100u);
}

// completion:WFX-MSL-007
TEST_F(MailslotTest, AnUnlimitedSlotTakesAnything) {
  const Handle server(api_, Create()), client(api_, Open());
  const std::string message(70000, 'x');
  ExpectTaken(client.get(), message);
  ExpectRead(server.get(), 70000, message);
}

// completion:WFX-MSL-009, completion:WFX-MSL-010
TEST_F(MailslotTest, OpensWhatIsThereWithAnyShareMode) {
  EXPECT_EQ(Open(), INVALID_HANDLE_VALUE);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
  Handle server(api_, Create());
  EXPECT_EQ(Create(), INVALID_HANDLE_VALUE);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_ALREADY_EXISTS));
  const Handle one(api_, Open(GENERIC_WRITE, 0)), two(api_, Open(GENERIC_WRITE, 0));
  EXPECT_TRUE(one.valid());
  EXPECT_TRUE(two.valid());
  EXPECT_EQ(api_.CreateMailslotW(Wide("letters").c_str(), 0, 0, nullptr), INVALID_HANDLE_VALUE);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_INVALID_NAME));
  server.Close();
  EXPECT_EQ(Open(), INVALID_HANDLE_VALUE);
  server = Handle(api_, Create());
  EXPECT_TRUE(server.valid());
}

// completion:WFX-MSL-011
TEST_F(MailslotTest, AClosedSlotTakesNothing) {
  Handle server(api_, Create());
  const Handle client(api_, Open());
  server.Close();
  ExpectRefused(client.get(), "0123456789", ERROR_HANDLE_EOF);
}

TEST_F(MailslotTest, ATooSmallReadTakesNothing) {
  const Handle server(api_, Create()), client(api_, Open());
  ExpectTaken(client.get(), "0123456789");
  ExpectRead(server.get(), 9, "", ERROR_INSUFFICIENT_BUFFER);
  ExpectRead(server.get(), 10, "0123456789");
}

TEST_F(MailslotTest, AReadWaitsAsLongAsAsked) {
  const Handle server(api_, Create());
  ExpectRead(server.get(), 9, "", ERROR_SEM_TIMEOUT);
  ASSERT_TRUE(api_.SetMailslotInfo(server.get(), 3000));
  DWORD timeout = 0;
  ASSERT_TRUE(api_.GetMailslotInfo(server.get(), nullptr, nullptr, nullptr, &timeout));
  EXPECT_EQ(timeout, 3000u);
  const auto begun = model_.Now();
  ExpectRead(server.get(), 9, "", ERROR_SEM_TIMEOUT);
  EXPECT_GE(model_.Now() - begun, std::chrono::seconds(3));
  EXPECT_LT(model_.Now() - begun, std::chrono::seconds(4));
}

TEST_F(MailslotTest, AMessageEndsTheWait) {
  const Handle server(api_, Create(0, MAILSLOT_WAIT_FOREVER)), client(api_, Open());
  std::thread reading([&] {
    Model::StayInBackground();
    ExpectRead(server.get(), 9, "news");
  });
  while (api_.WaitForSingleObject(server.get(), 0) == WAIT_OBJECT_0) std::this_thread::yield();
  ExpectTaken(client.get(), "news");
  reading.join();
  ExpectInfo(server.get(), MAILSLOT_NO_MESSAGE, 0);
}

}  // namespace
}  // namespace wfx
