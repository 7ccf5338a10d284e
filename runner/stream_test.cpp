// The reference adapter over the model, and what scenarios see of the streams of each subject.
#include <gtest/gtest.h>

#include <string>

#include "runner/engine/judge.h"
#include "runner/engine/perform.h"
#include "runner/engine/target.h"
#include "runner/engine/target_stream.h"
#include "runner/hresult_names.h"
#include "runner/json_text.h"
#include "runner/model_scene_fixture.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/stream_adapter.h"
#include "runner/win32/stream_types.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr DWORD kRead = 0, kWrite = 1, kReadWrite = 2;
constexpr DWORD kFromStart = 0, kFromCurrent = 1, kFromEnd = 2;
const HRESULT kPending = static_cast<HRESULT>(HresultFromWin32(ERROR_IO_PENDING));
const HRESULT kIncomplete = static_cast<HRESULT>(HresultFromWin32(ERROR_IO_INCOMPLETE));
const HRESULT kAborted = static_cast<HRESULT>(HresultFromWin32(ERROR_OPERATION_ABORTED));

class AdapterTest : public testing::Test {
 protected:
  AdapterTest() {
    const Handle file(api_, api_.CreateFileW(path_.c_str(), GENERIC_WRITE, kShareAll, nullptr,
                                             CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
    EXPECT_TRUE(file.valid());
  }
  ~AdapterTest() override { Release(stream_); }

  void Open(DWORD stgm, const WideString& path) {
    ASSERT_EQ(OpenStreamAdapter(api_, path.c_str(), stgm, &stream_), S_OK);
  }
  // A pipe of which the stream is the client end.
  void OpenPipe() {
    const WideString path = Wide("\\\\.\\pipe\\stream");
    server_ =
        Handle(api_, api_.CreateNamedPipeW(path.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                           PIPE_TYPE_BYTE | PIPE_WAIT, 1, 512, 512, 0, nullptr));
    ASSERT_TRUE(server_.valid());
    Open(kReadWrite, path);
  }
  std::uint64_t Seek(LONGLONG by, DWORD origin) {
    LARGE_INTEGER move{};
    move.QuadPart = by;
    ULARGE_INTEGER position{};
    EXPECT_EQ(stream_->Seek(move, origin, &position), S_OK);
    return position.QuadPart;
  }

  const Model model_;
  const Win32Api api_ = model_.api();
  const WideString path_ = Wide("C:\\data");
  Handle server_;
  IStreamAsync* stream_ = nullptr;
};

TEST_F(AdapterTest, IsEachOfItsInterfaces) {
  Open(kReadWrite, path_);
  for (const GUID& id : {kIidUnknown, kIidSequentialStream, kIidStream, kIidStreamAsync}) {
    void* same = nullptr;
    EXPECT_EQ(stream_->QueryInterface(id, &same), S_OK);
    EXPECT_EQ(same, stream_);
    EXPECT_EQ(stream_->Release(), 1u);
  }
  void* other = this;
  EXPECT_EQ(stream_->QueryInterface(GUID{1, 2, 3, {}}, &other), E_NOINTERFACE);
  EXPECT_EQ(other, nullptr);
  EXPECT_EQ(stream_->AddRef(), 2u);
  EXPECT_EQ(stream_->Release(), 1u);
}

// The order that the SDK's header gives: 3 of IUnknown, 2 of ISequentialStream, 9 of IStream.
TEST_F(AdapterTest, HasItsMethodsWhereComLooksForThem) {
  Open(kReadWrite, path_);
  void** methods = *reinterpret_cast<void***>(stream_);
  using WriteMethod = HRESULT (*)(void*, const void*, DWORD, LPDWORD, LPOVERLAPPED);
  using ResultMethod = HRESULT (*)(void*, LPOVERLAPPED, LPDWORD, BOOL);
  using CancelMethod = HRESULT (*)(void*);
  OVERLAPPED overlapped = OverlappedAt(5);
  DWORD bytes = 0;
  EXPECT_EQ(reinterpret_cast<WriteMethod>(methods[15])(stream_, "wfx", 3, nullptr, &overlapped),
            kPending);
  EXPECT_EQ(reinterpret_cast<ResultMethod>(methods[16])(stream_, &overlapped, &bytes, TRUE), S_OK);
  EXPECT_EQ(bytes, 3u);
  EXPECT_EQ(reinterpret_cast<CancelMethod>(methods[17])(stream_), S_OK);
  STATSTG facts{};
  EXPECT_EQ(stream_->Stat(&facts, 1), S_OK);
  EXPECT_EQ(facts.cbSize.QuadPart, 8u);
  EXPECT_EQ(facts.type, DWORD{STGTY_STREAM});
}

TEST_F(AdapterTest, KeepsASeekPointerOfItsOwn) {
  Open(kReadWrite, path_);
  ULONG count = 0;
  EXPECT_EQ(stream_->Write("0123456789", 10, &count), S_OK);
  EXPECT_EQ(count, 10u);
  EXPECT_EQ(Seek(0, kFromCurrent), 10u);
  EXPECT_EQ(Seek(-4, kFromEnd), 6u);
  OVERLAPPED overlapped = OverlappedAt(2);
  DWORD bytes = 0;
  EXPECT_EQ(stream_->WriteAsync("ab", 2, &bytes, &overlapped), kPending);
  EXPECT_EQ(stream_->OverlappedResult(&overlapped, &bytes, TRUE), S_OK);
  EXPECT_EQ(Seek(0, kFromCurrent), 6u);
  char text[20] = {};
  EXPECT_EQ(stream_->Read(text, sizeof text, &count), S_OK);
  EXPECT_EQ(std::string(text, count), "6789");
  EXPECT_EQ(stream_->Read(text, sizeof text, &count), S_FALSE);
  EXPECT_EQ(count, 0u);
  EXPECT_EQ(Seek(0, kFromStart), 0u);
  overlapped = OverlappedAt(0);
  EXPECT_EQ(stream_->ReadAsync(text, 4, &bytes, &overlapped) == S_OK ||
                stream_->OverlappedResult(&overlapped, &bytes, TRUE) == S_OK,
            true);
  EXPECT_EQ(std::string(text, 4), "01ab");
  LARGE_INTEGER before_the_start{};
  before_the_start.QuadPart = -1;
  EXPECT_EQ(stream_->Seek(before_the_start, kFromStart, nullptr), STG_E_INVALIDFUNCTION);
  EXPECT_EQ(stream_->Seek({}, 3, nullptr), STG_E_INVALIDFUNCTION);
}

TEST_F(AdapterTest, SetsTheSizeAndCommits) {
  Open(kWrite, path_);
  ULARGE_INTEGER size{};
  size.QuadPart = 77;
  EXPECT_EQ(stream_->SetSize(size), S_OK);
  EXPECT_EQ(stream_->Commit(0), S_OK);
  STATSTG facts{};
  EXPECT_EQ(stream_->Stat(&facts, 0), S_OK);
  EXPECT_EQ(facts.cbSize.QuadPart, 77u);
  EXPECT_EQ(facts.pwcsName, nullptr);
}

TEST_F(AdapterTest, CancelsWhatIsUnderWayOnAPipe) {
  OpenPipe();
  const std::string bytes(2000, 'x');
  OVERLAPPED overlapped{};
  DWORD count = 0;
  EXPECT_EQ(stream_->WriteAsync(bytes.data(), 2000, &count, &overlapped), kPending);
  EXPECT_EQ(stream_->OverlappedResult(&overlapped, &count, FALSE), kIncomplete);
  EXPECT_EQ(stream_->CancelIo(), S_OK);
  EXPECT_EQ(stream_->OverlappedResult(&overlapped, &count, TRUE), kAborted);
}

TEST_F(AdapterTest, GivesErrorsAsHresults) {
  Open(kRead, path_);
  OVERLAPPED overlapped{};
  DWORD count = 0;
  EXPECT_EQ(stream_->WriteAsync("wfx", 3, &count, &overlapped), E_ACCESSDENIED);
  EXPECT_EQ(stream_->WriteAsync("wfx", 3, &count, nullptr), E_POINTER);
  EXPECT_EQ(stream_->OverlappedResult(&overlapped, nullptr, FALSE), E_POINTER);
  EXPECT_EQ(stream_->Revert(), E_NOTIMPL);
  EXPECT_EQ(stream_->Clone(nullptr), E_NOTIMPL);
  EXPECT_EQ(stream_->CopyTo(nullptr, {}, nullptr, nullptr), E_NOTIMPL);
  EXPECT_EQ(stream_->LockRegion({}, {}, 0), E_NOTIMPL);
  EXPECT_EQ(stream_->UnlockRegion({}, {}, 0), E_NOTIMPL);
  IStreamAsync* none = nullptr;
  EXPECT_EQ(OpenStreamAdapter(api_, Wide("C:\\no\\file").c_str(), kRead, &none),
            static_cast<HRESULT>(HresultFromWin32(ERROR_PATH_NOT_FOUND)));
  EXPECT_EQ(none, nullptr);
}

// ---- as scenarios see them ----

// The table that the provider's and the Shell's streams below work on.
const Win32Api* table = nullptr;

HRESULT OpenOnTable(const WCHAR* path, DWORD stgm, void** stream) {
  IStreamAsync* opened = nullptr;
  const HRESULT result = OpenStreamAdapter(*table, path, stgm, &opened);
  *stream = opened;
  return result;
}

class SubjectTest : public testing::Test {
 protected:
  SubjectTest() {
    table = &api_;
    target_ = ProbeTarget(api_, "model", "C:\\", {});
  }

  std::string Reason(const StreamSystem& streams, const std::string& capability) {
    ProbeStreams(api_, streams, target_);
    return target_.capabilities.at(capability);
  }
  // The verdict as judged at once, which is also that of the record.
  Result ResultOf(const StreamSystem& streams, const std::string& id, const std::string& case_id) {
    SystemTraits traits = TraitsOfModel();
    traits.streams = streams;
    Performer performer(api_, std::move(traits));
    const Case subject = CatalogueCase(id, case_id);
    const Observation seen = performer.Perform(subject, target_, {});
    const Observation read = ObservationFromJson(ParseJson(ToJsonText(seen), "seen"));
    EXPECT_EQ(seen, read);
    return Judge(subject, target_, read, {}, "2026-01-01");
  }

  const Model model_;
  const Win32Api api_ = model_.api();
  TargetFacts target_;
};

TEST_F(SubjectTest, WhatIsMissingHasAReason) {
  EXPECT_EQ(Reason({}, "provider_stream"), "no provider that exports WfxOpenStreamAsync is loaded");
  EXPECT_EQ(Reason({}, "provider_stream_of_pipe"),
            "no provider that exports WfxOpenStreamAsync is loaded");
  EXPECT_EQ(Reason({}, "shell_stream"), "this system's files are not the Shell's");
  StreamSystem streams;
  streams.shell = [](const WCHAR*, DWORD, void**, std::string* refused) {
    *refused = "IShellItem::BindToHandler";
    return MK_E_NOOBJECT;
  };
  EXPECT_EQ(Reason(streams, "shell_stream"),
            "IShellItem::BindToHandler gives MK_E_NOOBJECT (0x800401E5)");
  streams.provider = [](const WCHAR*, DWORD, void**) { return E_NOTIMPL; };
  EXPECT_EQ(Reason(streams, "provider_stream"), "WfxOpenStreamAsync gives E_NOTIMPL");
  EXPECT_EQ(Reason(streams, "provider_stream_of_pipe"), "WfxOpenStreamAsync gives E_NOTIMPL");
}

TEST_F(SubjectTest, WhatIsThereRuns) {
  StreamSystem streams;
  streams.provider = &OpenOnTable;
  streams.shell = [](const WCHAR* path, DWORD stgm, void** stream, std::string*) {
    return OpenOnTable(path, stgm, stream);
  };
  for (const char* capability : {"provider_stream", "provider_stream_of_pipe", "shell_stream"})
    EXPECT_EQ(Reason(streams, capability), "") << capability;
  for (const char* subject : {"subject=adapter", "subject=provider", "subject=shell"}) {
    const Result result = ResultOf(streams, "stream_async/write_of_a_file_completes", subject);
    EXPECT_EQ(result.verdict, Verdict::kPass) << subject << ": " << result.reason;
    EXPECT_NE(result.FullId().find(subject), std::string::npos);
  }
  EXPECT_EQ(ResultOf(streams, "stream_async/result_is_incomplete", "subject=provider").verdict,
            Verdict::kPass);
}

// A provider's fault is the provider's alone.
TEST_F(SubjectTest, AFaultIsToldOfTheSubjectThatHasIt) {
  StreamSystem streams;
  streams.provider = [](const WCHAR*, DWORD, void**) { return S_OK; };
  const std::string id = "stream_async/write_of_a_file_completes";
  EXPECT_EQ(ResultOf(streams, id, "subject=adapter").verdict, Verdict::kPass);
  const Result broken = ResultOf(streams, id, "subject=provider");
  EXPECT_EQ(broken.verdict, Verdict::kError);
  EXPECT_NE(broken.reason.find("WfxOpenStreamAsync gives S_OK (0x00000000) and no stream"),
            std::string::npos)
      << broken.reason;
}

// A stream whose writes never end: the case ends all the same, and says so.
TEST_F(SubjectTest, AWriteThatNeverEndsIsPendingAtTheEnd) {
  StreamSystem streams;
  streams.api.OverlappedResult = [](IStreamAsync*, LPOVERLAPPED, LPDWORD, BOOL) {
    return kIncomplete;
  };
  const Result result =
      ResultOf(streams, "stream_async/write_of_a_file_completes", "subject=adapter");
  EXPECT_EQ(result.verdict, Verdict::kFail);
  ASSERT_FALSE(result.findings.empty());
  EXPECT_EQ(result.findings.front().observed, "is still pending at the end");
}

}  // namespace
}  // namespace wfx
