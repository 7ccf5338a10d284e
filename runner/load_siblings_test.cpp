// Loads by WriteFileEx and by each of its siblings, on the model: the same words, the same figures.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "runner/engine/given_by_hand.h"
#include "runner/engine/load.h"
#include "runner/engine/stream_system.h"
#include "runner/model/model.h"

namespace wfx {
namespace {

using std::chrono::milliseconds;

// The flags that the load's handle was opened with.
std::atomic<DWORD> opened_with{0};
const Win32Api* right = nullptr;

HANDLE WINAPI NotingCreateFileW(LPCWSTR path, DWORD access, DWORD share,
                                LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                HANDLE pattern) {
  // Files are made and read back with both rights, or to read.
  if ((access & GENERIC_READ) == 0) opened_with = flags;
  return right->CreateFileW(path, access, share, security, disposition, flags, pattern);
}

ModelOptions Pending(bool pends) {
  ModelOptions options;
  options.time = ModelOptions::Time::kReal;
  options.choices.writes_pend = pends;
  options.choices.latency = std::chrono::microseconds(500);
  return options;
}

class SiblingLoad {
 public:
  SiblingLoad(LoadApi api, std::uint32_t depth, bool pends = true)
      : model_(Pending(pends)), model_api_(model_.api()), api_(model_api_) {
    subject_.scenario = "load/sibling";
    subject_.file = "sibling.json";
    GiveFileAndWriter(subject_, Quantity::Parse("1 MiB"));
    subject_.load = Load{};
    subject_.load->handle = "writer";
    subject_.load->length = Quantity::Parse("4 KiB");
    subject_.load->queue_depth = depth;
    subject_.load->api = api;
    subject_.measure = {milliseconds(5), milliseconds(60), 1};
    target_.name = "model";
    target_.directory = "C:";
    options_.streams = &streams_;
  }

  Load& load() { return *subject_.load; }
  Measure& measure() { return subject_.measure; }
  Win32Api& api() { return api_; }
  StreamSystem& streams() { return streams_; }
  Measurement Run() {
    right = &model_api_;
    api_.CreateFileW = &NotingCreateFileW;
    Measurement measurement = RunLoad(api_, subject_, target_, options_);
    EXPECT_TRUE(!measurement.errors.empty() || model_.files() == 0);
    return measurement;
  }

 private:
  Model model_;
  const Win32Api model_api_;
  Win32Api api_;
  Case subject_;
  TargetFacts target_;
  LoadOptions options_;
  StreamSystem streams_;
};

std::string ErrorsOf(const Measurement& measurement) {
  std::string all;
  for (const std::string& error : measurement.errors) all += error + "\n";
  return all;
}

class LoadSiblingsTest : public testing::TestWithParam<LoadApi> {
 protected:
  static std::uint32_t Deep() { return std::min(Describe(GetParam()).deepest, 8u); }
  static bool IsSynchronous() { return GetParam() == LoadApi::kSynchronousWriteFile; }
};

TEST_P(LoadSiblingsTest, KeepsTheQueueFull) {
  // What else this machine does counts too: the nearest of some runs.
  double nearest = 1;
  for (int attempt = 0; attempt < 5 && nearest > 0.05; ++attempt) {
    SiblingLoad sibling(GetParam(), Deep());
    const Measurement measurement = sibling.Run();
    ASSERT_TRUE(measurement.errors.empty()) << ErrorsOf(measurement);
    EXPECT_EQ(measurement.api, Describe(GetParam()).name);
    EXPECT_GT(measurement.writes, 20u);
    EXPECT_EQ(measurement.bytes, measurement.writes * 4096);
    EXPECT_EQ(measurement.latency.max > 0, true);
    if (!IsSynchronous()) {
      EXPECT_GE(measurement.latency.min, 490'000u);
      EXPECT_GT(measurement.pending_share, 0.5);
    }
    nearest = std::min(nearest, std::abs(measurement.kept_depth / Deep() - 1));
  }
  // Between two synchronous writes nothing is outstanding.
  EXPECT_LE(nearest, IsSynchronous() ? 0.25 : 0.05);
}

TEST_P(LoadSiblingsTest, TakesASystemThatIsDoneAtOnce) {
  SiblingLoad sibling(GetParam(), Deep(), false);
  const Measurement measurement = sibling.Run();
  EXPECT_TRUE(measurement.errors.empty()) << ErrorsOf(measurement);
  EXPECT_GT(measurement.writes, 20u);
  EXPECT_LE(measurement.kept_depth, Deep() * 1.01);
  EXPECT_LT(measurement.pending_share, 0.5);
  EXPECT_GT(measurement.call.max, 0u);
}

TEST_P(LoadSiblingsTest, OpensItsHandleAsItNeedsIt) {
  SiblingLoad sibling(GetParam(), 1);
  opened_with = 0;
  ASSERT_EQ(ErrorsOf(sibling.Run()), "");
  // The reference adapter opens to read as well.
  if (GetParam() == LoadApi::kStream) return;
  EXPECT_EQ((opened_with & FILE_FLAG_OVERLAPPED) == 0, IsSynchronous());
  EXPECT_EQ((opened_with & FILE_FLAG_NO_BUFFERING) != 0, GetParam() == LoadApi::kWriteFileGather);
}

TEST_P(LoadSiblingsTest, WritesAtARate) {
  SiblingLoad sibling(GetParam(), Deep());
  sibling.load().arrivals = {1000, Load::Arrivals::Process::kFixed};
  sibling.measure().run_for = milliseconds(200);
  const Measurement measurement = sibling.Run();
  ASSERT_TRUE(measurement.errors.empty()) << ErrorsOf(measurement);
  // By how the clock was calibrated, the last one may just be due.
  EXPECT_NEAR(static_cast<double>(measurement.writes + measurement.open.unissued), 200, 1);
  EXPECT_GT(measurement.writes, 150u);
  EXPECT_GE(measurement.latency.min, IsSynchronous() ? 1u : 490'000u);
}

TEST_P(LoadSiblingsTest, WritesFromThreads) {
  for (const bool own : {false, true}) {
    if (!own && GetParam() == LoadApi::kWriteFileWithPort) continue;
    SiblingLoad sibling(GetParam(), Deep());
    sibling.load().threads = 3;
    sibling.load().own_handles = own;
    const Measurement measurement = sibling.Run();
    EXPECT_TRUE(measurement.errors.empty()) << ErrorsOf(measurement);
    EXPECT_EQ(measurement.asked_depth, 3 * Deep());
    EXPECT_GT(measurement.writes, 60u);
  }
}

TEST_P(LoadSiblingsTest, EndsAfterSoManyWrites) {
  SiblingLoad sibling(GetParam(), Deep());
  sibling.measure().writes = Quantity::Bytes(40);
  sibling.measure().run_for = std::chrono::seconds(60);
  const Measurement measurement = sibling.Run();
  EXPECT_TRUE(measurement.errors.empty()) << ErrorsOf(measurement);
  EXPECT_EQ(measurement.writes, 40u);
}

TEST_P(LoadSiblingsTest, AppendsWhatIsThere) {
  SiblingLoad sibling(GetParam(), Deep());
  sibling.load().pattern = Load::Pattern::kAppend;
  EXPECT_EQ(ErrorsOf(sibling.Run()), "");
}

// The model fills the file with what the writes carried; one that does not is told by its tags.
TEST_P(LoadSiblingsTest, CarriesTaggedBlocksOfSeveralLengths) {
  for (const Load::Pattern pattern : {Load::Pattern::kSequential, Load::Pattern::kRandom}) {
    SiblingLoad sibling(GetParam(), Deep());
    sibling.load().mix = {{Quantity::Parse("4 KiB"), 0.7}, {Quantity::Parse("16 KiB"), 0.3}};
    sibling.load().tagged = true;
    sibling.load().pattern = pattern;
    const Measurement measurement = sibling.Run();
    EXPECT_TRUE(measurement.errors.empty()) << ErrorsOf(measurement);
    EXPECT_GT(measurement.verified_blocks, 20u);
    ASSERT_EQ(measurement.lengths.size(), 2u);
    EXPECT_GT(measurement.lengths[1].writes, 0u);
    EXPECT_EQ(measurement.bytes,
              measurement.lengths[0].writes * 4096 + measurement.lengths[1].writes * 16384);
  }
}

std::string NameOfSibling(const testing::TestParamInfo<LoadApi>& info) {
  std::string name(Describe(info.param).name);
  std::erase_if(name, [](char each) { return each == ' ' || each == ':'; });
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, LoadSiblingsTest,
                         testing::Values(LoadApi::kWriteFileEx, LoadApi::kWriteFileWithEvent,
                                         LoadApi::kWriteFileWithPort,
                                         LoadApi::kSynchronousWriteFile, LoadApi::kWriteFileGather,
                                         LoadApi::kIoRing, LoadApi::kStream),
                         &NameOfSibling);

// ---- what each cannot have, and what goes wrong beside writes ----

// The load's errors with one function replaced.
std::string ErrorsWith(LoadApi api, void (*replace)(Win32Api& table)) {
  SiblingLoad sibling(api, 2);
  replace(sibling.api());
  return ErrorsOf(sibling.Run());
}

TEST(LoadSiblings, SayWhichSetUpFailed) {
  EXPECT_EQ(ErrorsWith(LoadApi::kWriteFileWithPort,
                       [](Win32Api& table) {
                         table.CreateIoCompletionPort = [](HANDLE, HANDLE, ULONG_PTR,
                                                           DWORD) -> HANDLE { return nullptr; };
                         table.GetLastError = []() -> DWORD { return ERROR_NOT_SUPPORTED; };
                       }),
            "the scene cannot be set: load (sibling.json:0): CreateIoCompletionPort failed with "
            "ERROR_NOT_SUPPORTED (50)\n");
  EXPECT_EQ(ErrorsWith(LoadApi::kIoRing,
                       [](Win32Api& table) {
                         table.CreateIoRing = [](DWORD, IORING_CREATE_FLAGS, DWORD, DWORD,
                                                 HIORING*) -> HRESULT {
                           return static_cast<HRESULT>(0x80070032);
                         };
                       }),
            "the scene cannot be set: load (sibling.json:0): CreateIoRing gives "
            "HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) (0x80070032)\n");
}

TEST(LoadSiblings, AWaitThatFailsIsNamed) {
  const std::string errors = ErrorsWith(LoadApi::kWriteFileWithEvent, [](Win32Api& table) {
    table.WaitForMultipleObjectsEx = [](DWORD, const HANDLE*, BOOL, DWORD, BOOL) -> DWORD {
      right->SetLastError(ERROR_INVALID_HANDLE);
      return WAIT_FAILED;
    };
  });
  EXPECT_NE(errors.find("WaitForMultipleObjectsEx fails_with ERROR_INVALID_HANDLE (6)"),
            errors.npos)
      << errors;
  EXPECT_NE(errors.find("never completes"), errors.npos) << errors;
}

TEST(LoadSiblings, AGatheredWriteOfTheWrongPagesIsToldByItsTags) {
  SiblingLoad sibling(LoadApi::kWriteFileGather, 4);
  sibling.load().tagged = true;
  sibling.api().WriteFileGather = [](HANDLE file, FILE_SEGMENT_ELEMENT elements[], DWORD length,
                                     LPDWORD reserved, LPOVERLAPPED overlapped) -> BOOL {
    static std::atomic<int> calls{0};
    if (++calls % 8 == 0) overlapped->Offset ^= 0x2000;
    return right->WriteFileGather(file, elements, length, reserved, overlapped);
  };
  const std::string errors = ErrorsOf(sibling.Run());
  EXPECT_NE(errors.find("whose block was for"), errors.npos) << errors;
}

TEST(LoadSiblings, AnEventThatIsSetTooEarlyIsNamed) {
  const std::string errors = ErrorsWith(LoadApi::kWriteFileWithEvent, [](Win32Api& table) {
    table.WaitForMultipleObjectsEx = [](DWORD, const HANDLE*, BOOL, DWORD, BOOL) -> DWORD {
      return WAIT_OBJECT_0;
    };
  });
  EXPECT_NE(errors.find("has its event set while it is under way"), errors.npos) << errors;
}

TEST(LoadSiblings, AnEventThatIsStillSetAtTheEndIsNamed) {
  const std::string errors = ErrorsWith(LoadApi::kWriteFileWithEvent, [](Win32Api& table) {
    table.GetOverlappedResult = [](HANDLE file, LPOVERLAPPED overlapped, LPDWORD bytes,
                                   BOOL wait) -> BOOL {
      const BOOL sound = right->GetOverlappedResult(file, overlapped, bytes, wait);
      right->SetEvent(overlapped->hEvent);
      return sound;
    };
  });
  EXPECT_NE(errors.find("has its event set twice"), errors.npos) << errors;
}

// S_OK, whatever was under way, and no byte counted.
HRESULT CountingNothing(IStreamAsync* stream, const void* buffer, DWORD length, LPDWORD written,
                        LPOVERLAPPED overlapped) {
  const StreamAsyncApi streams;
  streams.WriteAsync(stream, buffer, length, written, overlapped);
  DWORD bytes = 0;
  const HRESULT result = streams.OverlappedResult(stream, overlapped, &bytes, TRUE);
  *written = 0;
  return result;
}

TEST(LoadSiblings, AStreamThatCountsNothingIsNamed) {
  SiblingLoad sibling(LoadApi::kStream, 2);
  sibling.streams().api.WriteAsync = &CountingNothing;
  const std::string errors = ErrorsOf(sibling.Run());
  EXPECT_NE(errors.find("completes with 0 of 4096 bytes"), errors.npos) << errors;
}

TEST(LoadSiblings, APacketOfNoWriteIsNamed) {
  const std::string errors = ErrorsWith(LoadApi::kWriteFileWithPort, [](Win32Api& table) {
    table.GetQueuedCompletionStatus = [](HANDLE port, LPDWORD bytes, PULONG_PTR key,
                                         LPOVERLAPPED* overlapped, DWORD wait) -> BOOL {
      static OVERLAPPED nobodys{};
      static std::atomic<int> calls{0};
      if (++calls != 3) return right->GetQueuedCompletionStatus(port, bytes, key, overlapped, wait);
      *overlapped = &nobodys;
      return TRUE;
    };
  });
  EXPECT_NE(errors.find("GetQueuedCompletionStatus gives an OVERLAPPED that no write was given"),
            errors.npos)
      << errors;
}

}  // namespace
}  // namespace wfx
