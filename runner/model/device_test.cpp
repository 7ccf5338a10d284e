#include <gtest/gtest.h>

#include <chrono>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

class DeviceTest : public PipeFixture {
 protected:
  HANDLE Open(const char* name) {
    return api_.CreateFileW(Wide(name).c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                            OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
  }
  void SetTimeOut(HANDLE port, DWORD constant, DWORD multiplier = 0) {
    COMMTIMEOUTS timeouts{};
    timeouts.WriteTotalTimeoutConstant = constant;
    timeouts.WriteTotalTimeoutMultiplier = multiplier;
    EXPECT_TRUE(api_.SetCommTimeouts(port, &timeouts));
  }
};

TEST_F(DeviceTest, ASerialPortSendsAtOnceUnlessItIsHeld) {
  const Handle port(api_, Open("\\\\.\\COM1"));
  ASSERT_TRUE(port.valid());
  ExpectEnd(Write(port.get(), 5000), 0, 5000);
  EXPECT_TRUE(api_.EscapeCommFunction(port.get(), SETXOFF));
  ExpectEnd(Write(port.get(), ""), 0, 0);
  const PipeWrite& held = Write(port.get(), 3);
  EXPECT_EQ(api_.SleepEx(10'000, TRUE), 0u) << "without a time-out it takes any time";
  EXPECT_TRUE(held.pending());
  EXPECT_TRUE(api_.EscapeCommFunction(port.get(), SETXON));
  ExpectEnd(held, 0, 3);
  EXPECT_FALSE(api_.EscapeCommFunction(port.get(), 99));
}

TEST_F(DeviceTest, AWriteThatTimesOutSucceedsWithFewerBytes) {
  const Handle port(api_, Open("COM1"));
  SetTimeOut(port.get(), 100, 10);
  EXPECT_TRUE(api_.EscapeCommFunction(port.get(), SETXOFF));
  const PipeWrite& held = Write(port.get(), 4);
  EXPECT_EQ(api_.SleepEx(130, TRUE), 0u);
  EXPECT_EQ(api_.SleepEx(20, TRUE), static_cast<DWORD>(WAIT_IO_COMPLETION));
  ExpectEnd(held, 0, 0);
  EXPECT_EQ(static_cast<DWORD>(held.overlapped.Internal), static_cast<DWORD>(STATUS_TIMEOUT));
}

TEST_F(DeviceTest, PurgingCancelsWhatIsHeld) {
  const Handle port(api_, Open("COM1"));
  EXPECT_TRUE(api_.EscapeCommFunction(port.get(), SETXOFF));
  const PipeWrite& held = Write(port.get(), 4);
  EXPECT_TRUE(api_.PurgeComm(port.get(), PURGE_TXCLEAR));
  EXPECT_TRUE(held.pending());
  EXPECT_TRUE(api_.PurgeComm(port.get(), PURGE_TXABORT));
  ExpectEnd(held, ERROR_OPERATION_ABORTED, 0);
}

TEST_F(DeviceTest, ASerialPortIsOneOpensAtATimeAndFreeAfterIt) {
  Handle port(api_, Open("com1"));
  EXPECT_EQ(api_.GetFileType(port.get()), static_cast<DWORD>(FILE_TYPE_CHAR));
  EXPECT_EQ(Open("COM1"), INVALID_HANDLE_VALUE);
  EXPECT_EQ(api_.GetLastError(), static_cast<DWORD>(ERROR_ACCESS_DENIED));
  EXPECT_TRUE(api_.EscapeCommFunction(port.get(), SETXOFF));
  port.Close();
  port = Handle(api_, Open("COM1"));
  ExpectEnd(Write(port.get(), 1), 0, 1);
}

TEST_F(DeviceTest, WhatIsNoSerialPortHasNoLine) {
  const Handle nul(api_, Open("NUL"));
  COMMTIMEOUTS timeouts{};
  EXPECT_FALSE(api_.SetCommTimeouts(nul.get(), &timeouts));
  EXPECT_FALSE(api_.EscapeCommFunction(nul.get(), SETXON));
  EXPECT_FALSE(api_.PurgeComm(nullptr, PURGE_TXABORT));
}

TEST_F(DeviceTest, AConsoleIsSynchronousWhateverIsAsked) {
  const Handle console(api_, Open("CONOUT$"));
  ASSERT_TRUE(console.valid());
  const PipeWrite& write = Write(console.get(), 2);
  EXPECT_TRUE(write.accepted);
  EXPECT_FALSE(write.pending());
  EXPECT_EQ(write.overlapped.InternalHigh, 2u);
  Drain();
}

}  // namespace
}  // namespace wfx
