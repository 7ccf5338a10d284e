// I/O rings of the model.
#include "runner/hresult_names.h"
#include "runner/model/model_file_fixture.h"

namespace wfx {
namespace {

constexpr HRESULT kOk = 0, kNothingThere = 1;  // S_OK, S_FALSE

class RingTest : public ModelFileTest {
 protected:
  RingTest() {
    EXPECT_EQ(api_.CreateIoRing(IORING_VERSION_3, {}, 2, 4, &ring_), kOk);
    file_ = Open(GENERIC_WRITE, FILE_FLAG_OVERLAPPED);
  }
  ~RingTest() override { EXPECT_EQ(api_.CloseIoRing(ring_), kOk); }

  HRESULT Build(const void* buffer, DWORD length, std::uint64_t offset, ULONG_PTR user_data) {
    IORING_HANDLE_REF file{};
    file.Handle.Handle = file_.get();
    IORING_BUFFER_REF from{};
    from.Buffer.Address = const_cast<void*>(buffer);
    return api_.BuildIoRingWriteFile(ring_, file, from, length, offset, 0, user_data, 0);
  }
  DWORD Submit(DWORD wait_for = 0) {
    DWORD submitted = 99;
    EXPECT_EQ(api_.SubmitIoRing(ring_, wait_for, 1000, &submitted), kOk);
    return submitted;
  }
  static HRESULT Failure(DWORD error) { return static_cast<HRESULT>(HresultFromWin32(error)); }

  HIORING ring_ = nullptr;
  Handle file_;
};

TEST_F(RingTest, WritesWhatWasSubmitted) {
  const Handle event(api_, api_.CreateEventW(nullptr, FALSE, FALSE, nullptr));
  ASSERT_EQ(api_.SetIoRingCompletionEvent(ring_, event.get()), kOk);
  EXPECT_EQ(Build("abc", 3, 0, 7), kOk);
  IORING_CQE result{};
  EXPECT_EQ(api_.PopIoRingCompletion(ring_, &result), kNothingThere);
  EXPECT_EQ(SizeOf(file_), 0);
  EXPECT_EQ(Submit(1), 1u);
  EXPECT_EQ(api_.WaitForSingleObject(event.get(), 1000), DWORD{WAIT_OBJECT_0});
  ASSERT_EQ(api_.PopIoRingCompletion(ring_, &result), kOk);
  EXPECT_EQ(result.UserData, 7u);
  EXPECT_EQ(result.ResultCode, kOk);
  EXPECT_EQ(result.Information, 3u);
  EXPECT_EQ(SizeOf(file_), 3);
  EXPECT_EQ(api_.PopIoRingCompletion(ring_, &result), kNothingThere);
}

TEST_F(RingTest, TellsAFailureWithItsResult) {
  file_ = Open(GENERIC_READ);
  EXPECT_EQ(Build("abc", 3, 0, 8), kOk);
  EXPECT_EQ(Submit(1), 1u);
  IORING_CQE result{};
  ASSERT_EQ(api_.PopIoRingCompletion(ring_, &result), kOk);
  EXPECT_EQ(result.UserData, 8u);
  EXPECT_EQ(result.ResultCode, Failure(ERROR_ACCESS_DENIED));
  EXPECT_EQ(result.Information, 0u);
}

TEST_F(RingTest, HoldsNoMoreThanItWasMadeFor) {
  EXPECT_EQ(Build("a", 1, 0, 1), kOk);
  EXPECT_EQ(Build("b", 1, 1, 2), kOk);
  EXPECT_EQ(Build("c", 1, 2, 3), Failure(ERROR_NOT_ENOUGH_QUOTA));
  EXPECT_EQ(Submit(2), 2u);
  EXPECT_EQ(Submit(), 0u);
}

TEST_F(RingTest, WhatIsNoRingIsRefused) {
  const auto no_ring = reinterpret_cast<HIORING>(file_.get());
  IORING_CQE result{};
  EXPECT_EQ(api_.PopIoRingCompletion(no_ring, &result), Failure(ERROR_INVALID_HANDLE));
  EXPECT_EQ(api_.SubmitIoRing(no_ring, 0, 0, nullptr), Failure(ERROR_INVALID_HANDLE));
  EXPECT_EQ(api_.CloseIoRing(no_ring), Failure(ERROR_INVALID_HANDLE));
  HIORING none = nullptr;
  EXPECT_EQ(api_.CreateIoRing(IORING_VERSION_3 + 1, {}, 1, 1, &none),
            Failure(ERROR_INVALID_PARAMETER));
  IORING_CAPABILITIES capabilities{};
  EXPECT_EQ(api_.QueryIoRingCapabilities(&capabilities), kOk);
  EXPECT_EQ(capabilities.MaxVersion, IORING_VERSION_3);
}

}  // namespace
}  // namespace wfx
