// What the tests of pipes share: pipes on a model, and writes that keep what became of them.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "runner/model/model.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {

// A write and its end. It stays where it is until then.
struct PipeWrite {
  OVERLAPPED overlapped{};
  std::string bytes;
  BOOL accepted = FALSE;  // what WriteFileEx returned
  DWORD refused_with = 0;
  int runs = 0;  // of its routine
  DWORD error = 0, count = 0;

  bool pending() const {
    return runs == 0 && static_cast<DWORD>(overlapped.Internal) == STATUS_PENDING;
  }
};

// WriteFileEx does not look at hEvent.
inline void CALLBACK NoteEnd(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
  auto* write = static_cast<PipeWrite*>(overlapped->hEvent);
  ++write->runs;
  write->error = error;
  write->count = bytes;
}

// A read that was waited for no longer than the call.
struct PipeRead {
  BOOL returned = FALSE;
  DWORD error = 0;
  std::string bytes;
};

struct PipePair {
  Handle server, client;
};

struct PipeKind {
  bool messages = false;
  bool client_writes = false;
};

inline std::vector<PipeKind> AllPipeKinds() {
  return {{false, false}, {false, true}, {true, false}, {true, true}};
}

inline std::string NameOfKind(const testing::TestParamInfo<PipeKind>& info) {
  return std::string(info.param.messages ? "Messages" : "Bytes") +
         (info.param.client_writes ? "FromClient" : "FromServer");
}

class PipeFixture : public testing::Test {
 protected:
  explicit PipeFixture(const ModelOptions& options = {}) : model_(options), api_(model_.api()) {}

  static WideString Path() { return Wide("\\\\.\\pipe\\channel"); }

  HANDLE Create(DWORD mode, DWORD quota, DWORD open_mode = PIPE_ACCESS_DUPLEX,
                DWORD instances = PIPE_UNLIMITED_INSTANCES, DWORD flags = FILE_FLAG_OVERLAPPED) {
    return api_.CreateNamedPipeW(Path().c_str(), open_mode | flags, mode, instances, quota, quota,
                                 0, nullptr);
  }
  HANDLE OpenClient(DWORD access = GENERIC_READ | GENERIC_WRITE,
                    DWORD flags = FILE_FLAG_OVERLAPPED) {
    return api_.CreateFileW(Path().c_str(), access, 0, nullptr, OPEN_EXISTING, flags, nullptr);
  }
  PipePair Make(DWORD mode, DWORD quota) {
    PipePair pair;
    pair.server = Handle(api_, Create(mode, quota));
    EXPECT_TRUE(pair.server.valid()) << api_.GetLastError();
    pair.client = Handle(api_, OpenClient());
    EXPECT_TRUE(pair.client.valid()) << api_.GetLastError();
    return pair;
  }

  // The writes of a test live as long as its model.
  PipeWrite& Write(HANDLE handle, const std::string& bytes) {
    writes_.push_back(std::make_unique<PipeWrite>());
    PipeWrite& write = *writes_.back();
    write.bytes = bytes;
    write.overlapped.hEvent = &write;
    api_.SetLastError(0);
    write.accepted = api_.WriteFileEx(handle, write.bytes.data(), static_cast<DWORD>(bytes.size()),
                                      &write.overlapped, NoteEnd);
    write.refused_with = write.accepted ? 0 : api_.GetLastError();
    return write;
  }
  PipeWrite& Write(HANDLE handle, std::size_t length) {
    return Write(handle, std::string(length, 'a'));
  }
  void Drain() {
    while (api_.SleepEx(0, TRUE) == WAIT_IO_COMPLETION) {
    }
  }
  // Its routine ran once and reported this.
  void ExpectEnd(const PipeWrite& write, DWORD error, DWORD count) {
    Drain();
    EXPECT_EQ(write.runs, 1);
    EXPECT_EQ(write.error, error);
    EXPECT_EQ(write.count, count);
  }
  void ExpectPending(const PipeWrite& write) {
    Drain();
    EXPECT_TRUE(write.pending());
  }
  void ExpectRefused(const PipeWrite& write, DWORD error) {
    Drain();
    EXPECT_FALSE(write.accepted);
    EXPECT_EQ(write.refused_with, error);
    EXPECT_EQ(write.runs, 0);
  }

  PipeRead Read(HANDLE handle, DWORD length) {
    PipeRead read;
    read.bytes.resize(length);
    const Handle event(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
    OVERLAPPED overlapped{};
    overlapped.hEvent = event.get();
    DWORD count = 0;
    read.returned = api_.ReadFile(handle, read.bytes.data(), length, &count, &overlapped);
    read.error = read.returned ? 0 : api_.GetLastError();
    if (read.error == ERROR_IO_PENDING) {
      EXPECT_TRUE(api_.CancelIoEx(handle, &overlapped));
    } else {
      EXPECT_EQ(overlapped.InternalHigh, count);
    }
    read.bytes.resize(count);
    return read;
  }
  void ExpectRead(HANDLE handle, DWORD length, const std::string& bytes, DWORD error = 0) {
    const PipeRead read = Read(handle, length);
    EXPECT_EQ(read.error, error);
    EXPECT_EQ(read.bytes.size(), bytes.size());
    EXPECT_TRUE(read.bytes == bytes);
  }
  DWORD Available(HANDLE handle) {
    DWORD available = ~DWORD{0};
    EXPECT_TRUE(api_.PeekNamedPipe(handle, nullptr, 0, nullptr, &available, nullptr))
        << api_.GetLastError();
    return available;
  }
  void ReadMessages(HANDLE handle) {
    DWORD mode = PIPE_READMODE_MESSAGE;
    ASSERT_TRUE(api_.SetNamedPipeHandleState(handle, &mode, nullptr, nullptr))
        << api_.GetLastError();
  }
  // Runs `work` on another thread, which is inside the model, blocked on `handle`, when this gives.
  // REQUIRES: `work` makes one request without an event on the idle `handle`.
  std::thread WhileBlocked(HANDLE handle, std::function<void()> work) {
    EXPECT_EQ(api_.WaitForSingleObject(handle, 0), WAIT_OBJECT_0);
    std::thread other([work = std::move(work)] {
      Model::StayInBackground();
      work();
    });
    while (api_.WaitForSingleObject(handle, 0) == WAIT_OBJECT_0) std::this_thread::yield();
    return other;
  }

  // Before the model, which writes to them until it ends.
  std::vector<std::unique_ptr<PipeWrite>> writes_;
  Model model_;
  const Win32Api api_;
};

// A pipe of 5,000 bytes, of each type, written from each end.
class PipeKindTest : public PipeFixture, public testing::WithParamInterface<PipeKind> {
 protected:
  static constexpr DWORD kQuota = 5000;
  PipeKindTest()
      : pair_(Make(GetParam().messages ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE, kQuota)),
        writer_(GetParam().client_writes ? pair_.client.get() : pair_.server.get()),
        reader_(GetParam().client_writes ? pair_.server.get() : pair_.client.get()) {}

  bool messages() const { return GetParam().messages; }
  Handle& writer_owner() { return GetParam().client_writes ? pair_.client : pair_.server; }
  Handle& reader_owner() { return GetParam().client_writes ? pair_.server : pair_.client; }

  PipePair pair_;
  const HANDLE writer_, reader_;
};

}  // namespace wfx
