#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "runner/model/pipe_fixture.h"

namespace wfx {
namespace {

// Another thread of the model that makes one call, and what can be known of it meanwhile.
class Blocked {
 public:
  Blocked(const Win32Api& api, std::function<void()> call)
      : thread_([this, &api, call = std::move(call)] {
          HANDLE self = nullptr;
          EXPECT_TRUE(api.DuplicateHandle(CurrentProcess(), CurrentThread(), CurrentProcess(),
                                          &self, 0, FALSE, DUPLICATE_SAME_ACCESS));
          handle_ = Handle(api, self);
          is_blocked_ = Model::WatchThisThread();
          ready_ = true;
          call();
          over_ = true;
        }) {
    while (!ready_ || !(over_ || is_blocked_())) std::this_thread::yield();
  }
  ~Blocked() { thread_.join(); }
  Blocked(const Blocked&) = delete;
  Blocked& operator=(const Blocked&) = delete;

  HANDLE handle() const { return handle_.get(); }
  bool over() const { return over_; }

 private:
  Handle handle_;
  std::function<bool()> is_blocked_;
  std::atomic<bool> ready_{false}, over_{false};
  std::thread thread_;
};

struct Outcome {
  BOOL returned = TRUE;
  DWORD error = 0;
};

class BlockedCallTest : public PipeFixture {
 protected:
  std::function<void()> Reading(HANDLE handle, Outcome& outcome) {
    return [this, handle, &outcome] {
      char bytes[10];
      DWORD count = 0;
      outcome.returned = api_.ReadFile(handle, bytes, sizeof bytes, &count, nullptr);
      outcome.error = api_.GetLastError();
    };
  }
};

// cancel.synchronous_cancel_ends_a_blocked_call
TEST_F(BlockedCallTest, IsEndedByCancelSynchronousIo) {
  const Handle server(api_, Create(PIPE_TYPE_BYTE, 5000));
  const Handle client(api_, OpenClient(GENERIC_READ | GENERIC_WRITE, 0));
  Outcome read;
  {
    Blocked reader(api_, Reading(client.get(), read));
    EXPECT_FALSE(reader.over());
    EXPECT_TRUE(api_.CancelSynchronousIo(reader.handle()));
  }
  EXPECT_FALSE(read.returned);
  EXPECT_EQ(read.error, DWORD{ERROR_OPERATION_ABORTED});
}

// cancel.synchronous_cancel_spares_overlapped, and an idle thread has nothing to cancel.
TEST_F(BlockedCallTest, OverlappedWritesAreSpared) {
  const PipePair pair = Make(PIPE_TYPE_BYTE, 10);
  HANDLE self = nullptr;
  ASSERT_TRUE(api_.DuplicateHandle(CurrentProcess(), CurrentThread(), CurrentProcess(), &self, 0,
                                   FALSE, DUPLICATE_SAME_ACCESS));
  const Handle thread(api_, self);
  EXPECT_FALSE(api_.CancelSynchronousIo(thread.get()));
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_NOT_FOUND});
  PipeWrite& write = Write(pair.server.get(), 11);
  EXPECT_FALSE(api_.CancelSynchronousIo(thread.get()));
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_NOT_FOUND});
  ExpectPending(write);
  EXPECT_FALSE(api_.CancelSynchronousIo(pair.server.get())) << "no thread";
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_INVALID_HANDLE});
  ExpectRead(pair.client.get(), 11, std::string(11, 'a'));
  ExpectEnd(write, 0, 11);
}

// cancel.lets_a_flush_end
TEST_F(BlockedCallTest, FlushEndsWithTheWriteItWaitsFor) {
  const PipePair pair = Make(PIPE_TYPE_BYTE, 10);
  PipeWrite& write = Write(pair.server.get(), 11);
  Outcome flush;
  {
    Blocked flusher(api_, [&] {
      flush.returned = api_.FlushFileBuffers(pair.server.get());
      flush.error = api_.GetLastError();
    });
    EXPECT_FALSE(flusher.over());
    EXPECT_TRUE(api_.CancelIo(pair.server.get()));
  }
  EXPECT_TRUE(flush.returned) << flush.error;
  ExpectEnd(write, ERROR_OPERATION_ABORTED, 0);
}

// completion.notification_modes_stay
TEST_F(BlockedCallTest, SkippingThePortNeedsAnOverlappedHandle) {
  const Handle server(api_, Create(PIPE_TYPE_BYTE, 5000));
  const Handle client(api_, OpenClient(GENERIC_READ | GENERIC_WRITE, 0));
  EXPECT_TRUE(
      api_.SetFileCompletionNotificationModes(server.get(), FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  EXPECT_FALSE(
      api_.SetFileCompletionNotificationModes(client.get(), FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

// write_file.skipping_the_port_spares_pending_ones
TEST_F(BlockedCallTest, SkippedPortStillHearsOfPendingWrites) {
  const PipePair pair = Make(PIPE_TYPE_BYTE, 10);
  const Handle port(api_, api_.CreateIoCompletionPort(pair.server.get(), nullptr, 7, 1));
  ASSERT_TRUE(port.valid());
  ASSERT_TRUE(api_.SetFileCompletionNotificationModes(pair.server.get(),
                                                      FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
  const auto packets = [&] {
    int count = 0;
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    LPOVERLAPPED overlapped = nullptr;
    while (api_.GetQueuedCompletionStatus(port.get(), &bytes, &key, &overlapped, 0)) ++count;
    return count;
  };
  OVERLAPPED fits{}, pends{};
  DWORD count = 0;
  EXPECT_TRUE(api_.WriteFile(pair.server.get(), "0123456789", 10, &count, &fits));
  EXPECT_EQ(packets(), 0);
  EXPECT_FALSE(api_.WriteFile(pair.server.get(), "a", 1, &count, &pends));
  EXPECT_EQ(api_.GetLastError(), DWORD{ERROR_IO_PENDING});
  ExpectRead(pair.client.get(), 11, "0123456789a");
  EXPECT_EQ(packets(), 1);
}

}  // namespace
}  // namespace wfx
