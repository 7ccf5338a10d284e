// Whole loads, from a case to a measurement, on a system made for the test.
#include "runner/engine/load.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "runner/engine/histogram.h"
#include "runner/engine/load_fake.h"

namespace wfx {
namespace {

using std::chrono::milliseconds;
using Kind = FakeFault::Kind;

// What a scene needs besides writes: handles that are numbers, one file, one pipe.
struct FakeScene {
  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t in_pipe = 0;       // bytes written and not read
  std::uint64_t never_arrive = 0;  // of these
  bool writer_closed = false;
  std::set<std::uintptr_t> open;
  std::uintptr_t next = 100;
  bool file_exists = false;
  DWORD file_error = 0;  // CreateFileW fails with it
};
FakeScene* scene = nullptr;
const Win32Api* below = nullptr;

HANDLE NewHandle() {
  scene->open.insert(++scene->next);
  return reinterpret_cast<HANDLE>(scene->next);
}

HANDLE WINAPI Create(LPCWSTR, DWORD, DWORD, LPSECURITY_ATTRIBUTES, DWORD, DWORD, HANDLE) {
  if (scene->file_error != 0) {
    below->SetLastError(scene->file_error);
    return INVALID_HANDLE_VALUE;
  }
  scene->file_exists = true;
  return NewHandle();
}

HANDLE WINAPI CreatePipe(LPCWSTR, DWORD, DWORD, DWORD, DWORD, DWORD, DWORD, LPSECURITY_ATTRIBUTES) {
  return NewHandle();
}

BOOL WINAPI Connect(HANDLE, LPOVERLAPPED) { return TRUE; }

BOOL WINAPI Close(HANDLE handle) {
  const std::lock_guard lock(scene->mutex);
  const auto value = reinterpret_cast<std::uintptr_t>(handle);
  scene->writer_closed = scene->writer_closed || value == 101;
  scene->changed.notify_all();
  return scene->open.erase(value) == 1;
}

BOOL WINAPI WriteAtOnce(HANDLE, LPCVOID, DWORD length, LPDWORD written, LPOVERLAPPED) {
  *written = length;
  return TRUE;
}

BOOL WINAPI Delete(LPCWSTR) {
  scene->file_exists = false;
  return TRUE;
}

BOOL WINAPI Write(HANDLE handle, LPCVOID data, DWORD length, LPOVERLAPPED overlapped,
                  LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  {
    const std::lock_guard lock(scene->mutex);
    scene->in_pipe += length;
    scene->changed.notify_all();
  }
  return below->WriteFileEx(handle, data, length, overlapped, routine);
}

BOOL WINAPI Read(HANDLE, LPVOID, DWORD size, LPDWORD count, LPOVERLAPPED) {
  std::unique_lock lock(scene->mutex);
  const auto available = [] {
    return scene->in_pipe > scene->never_arrive ? scene->in_pipe - scene->never_arrive : 0;
  };
  scene->changed.wait(lock, [&] { return available() > 0 || scene->writer_closed; });
  *count = static_cast<DWORD>(std::min<std::uint64_t>(size, available()));
  scene->in_pipe -= *count;
  return *count > 0;
}

DWORD WINAPI BrokenPipe() { return ERROR_BROKEN_PIPE; }

GivenHandle Opens(const char* name, const char* object) {
  GivenHandle given;
  given.name = name;
  given.opens = object;
  return given;
}

class LoadTest : public testing::Test {
 protected:
  LoadTest() {
    scene = &scene_;
    target_.name = "here";
    target_.directory = "C:\\";
    subject_.scenario = "load/sample";
    subject_.case_id = "queue_depth=4";
    subject_.file = "sample.json";
    subject_.load = Load{};
    subject_.load->line = 12;
    subject_.load->handle = "writer";
    subject_.load->length = Quantity::Parse("4 KiB");
    subject_.load->queue_depth = 4;
    subject_.measure = {milliseconds(2), milliseconds(10), 3};
    options_.drain = milliseconds(30);
  }
  ~LoadTest() override { scene = nullptr; }

  void GiveFile(const char* size) {
    GivenFile file;
    file.name = "data";
    file.size = Quantity::Parse(size);
    subject_.given = {{3, "file", std::move(file)}, {4, "handle", Opens("writer", "data")}};
  }
  void GivePipe() {
    GivenPipe pipe;
    pipe.name = "channel";
    pipe.server = "writer";
    subject_.given = {{3, "pipe", pipe}, {4, "handle", Opens("reader", "channel")}};
    subject_.load->reader = "reader";
    subject_.load->pattern = Load::Pattern::kFixed;
  }

  Win32Api Table(const FakeSystem& system) {
    below = &system.api();
    Win32Api api = system.api();
    api.CreateFileW = &Create;
    api.CreateNamedPipeW = &CreatePipe;
    api.ConnectNamedPipe = &Connect;
    api.CloseHandle = &Close;
    api.WriteFile = &WriteAtOnce;
    api.DeleteFileW = &Delete;
    api.ReadFile = &Read;
    if (!subject_.load->reader.empty()) {
      api.WriteFileEx = &Write;
      api.GetLastError = &BrokenPipe;
    }
    return api;
  }

  Measurement Run(const FakeSystem& system) {
    const Win32Api api = Table(system);
    return RunLoad(api, subject_, target_, options_);
  }

  FakeScene scene_;
  Case subject_;
  TargetFacts target_;
  LoadOptions options_;
};

TEST_F(LoadTest, MeasuresEveryRepetitionAndAllTogether) {
  GiveFile("64 KiB");
  FakeSystem system;
  const Measurement measurement = Run(system);
  EXPECT_EQ(measurement.FullId(), "load/sample/queue_depth=4@here");
  EXPECT_TRUE(measurement.errors.empty()) << measurement.errors.front();
  ASSERT_EQ(measurement.repetition_writes.size(), 3u);
  std::uint64_t writes = 0;
  double seconds = 0;
  for (std::size_t repetition = 0; repetition < 3; ++repetition) {
    writes += measurement.repetition_writes[repetition];
    seconds += measurement.repetition_seconds[repetition];
    EXPECT_NEAR(measurement.repetition_seconds[repetition], 0.01, 1e-6);
  }
  EXPECT_EQ(measurement.writes, writes);
  EXPECT_DOUBLE_EQ(measurement.seconds, seconds);
  EXPECT_EQ(measurement.bytes, writes * 4096);
  EXPECT_EQ(measurement.asked_depth, 4u);
  EXPECT_EQ(Histogram::FromData(measurement.histogram).count(), writes);
  EXPECT_GE(measurement.latency.p99, measurement.latency.p50);
  EXPECT_GT(measurement.call.max, 0u);
  EXPECT_TRUE(scene_.open.empty());
  EXPECT_FALSE(scene_.file_exists);
  for (const std::uint64_t offset : system.seen().offsets) ASSERT_LT(offset, 64u * 1024);
}

TEST_F(LoadTest, AShorterRunAlsoWarmsUpShorter) {
  GiveFile("64 KiB");
  subject_.measure = {std::chrono::seconds(20), std::chrono::seconds(100), 1};
  options_.run_for = milliseconds(5);
  FakeSystem system;
  const Measurement measurement = Run(system);
  EXPECT_TRUE(measurement.errors.empty());
  EXPECT_NEAR(measurement.seconds, 0.005, 1e-6);
}

TEST_F(LoadTest, AnErrorLeavesNoLatencies) {
  GiveFile("64 KiB");
  FakeSystem system({Kind::kCompletionFails, 20, ERROR_DISK_FULL, 0});
  const Measurement measurement = Run(system);
  ASSERT_EQ(measurement.errors.size(), 1u);
  EXPECT_EQ(measurement.errors[0],
            "write 20 (offset 16384) fails_with ERROR_DISK_FULL (112) in its completion routine");
  EXPECT_TRUE(measurement.histogram.counts.empty());
  EXPECT_EQ(measurement.latency.max, 0u);
  EXPECT_EQ(measurement.kept_depth, 0);
  EXPECT_TRUE(scene_.open.empty());
}

TEST_F(LoadTest, AnErrorEndsTheRepetitions) {
  GiveFile("64 KiB");
  FakeSystem system({Kind::kShort, 0, 0, 0});
  const Win32Api api = Table(system);
  LoadRun run(api, subject_, target_, options_);
  EXPECT_FALSE(run.Repeat());
  EXPECT_FALSE(run.Repeat());
  EXPECT_EQ(run.Finish().errors.size(), 1u);
}

TEST_F(LoadTest, ASceneThatCannotBeSetIsAnErrorWithItsPlace) {
  GiveFile("64 KiB");
  scene_.file_error = ERROR_DISK_FULL;
  FakeSystem system;
  const Measurement measurement = Run(system);
  ASSERT_EQ(measurement.errors.size(), 1u);
  EXPECT_EQ(measurement.errors[0],
            "the scene cannot be set: file (sample.json:3): CreateFileW failed with "
            "ERROR_DISK_FULL (112)");
}

TEST_F(LoadTest, AWriteThatFitsNowhereIsAnError) {
  GiveFile("1 KiB");
  FakeSystem system;
  const Measurement measurement = Run(system);
  ASSERT_EQ(measurement.errors.size(), 1u);
  EXPECT_EQ(measurement.errors[0],
            "the scene cannot be set: load (sample.json:12): the file has 1024 bytes; a write of "
            "4096 has no place in it");
}

TEST_F(LoadTest, AHandleALostWriteMayUseStaysOpen) {
  GiveFile("64 KiB");
  FakeSystem system({Kind::kNever, 5, 0, 0});
  system.cancels = false;
  const Measurement measurement = Run(system);
  ASSERT_EQ(measurement.errors.size(), 2u);
  EXPECT_NE(measurement.errors[0].find("write 5 (offset 20480) never completes"),
            std::string::npos);
  EXPECT_EQ(measurement.errors[1], "the queue depth fell from 4 to 3: 1 write never completed");
  EXPECT_EQ(scene_.open.size(), 1u);
}

TEST_F(LoadTest, APipesReaderGetsEveryByte) {
  GivePipe();
  FakeSystem system;
  const Measurement measurement = Run(system);
  EXPECT_TRUE(measurement.errors.empty()) << measurement.errors.front();
  EXPECT_GT(measurement.writes, 0u);
  EXPECT_EQ(scene_.in_pipe, 0u);
  EXPECT_TRUE(scene_.open.empty());
}

TEST_F(LoadTest, BytesThatNeverArriveAreAnError) {
  GivePipe();
  scene_.never_arrive = 4096;
  FakeSystem system;
  const Measurement measurement = Run(system);
  ASSERT_EQ(measurement.errors.size(), 1u);
  EXPECT_NE(measurement.errors[0].find("the reader got "), std::string::npos)
      << measurement.errors[0];
  EXPECT_TRUE(measurement.histogram.counts.empty());
}

}  // namespace
}  // namespace wfx
