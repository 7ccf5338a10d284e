// The model probed with one function broken: each reason names what was tried and how it went.
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "runner/engine/target.h"
#include "runner/engine/target_device.h"
#include "runner/model/model.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// What a broken function calls instead.
Win32Api below;

BOOL Refuse() {
  below.SetLastError(ERROR_NOT_SUPPORTED);
  return FALSE;
}

bool IsPipe(LPCWSTR path, DWORD, DWORD) { return Narrow(path).starts_with("\\\\.\\pipe\\"); }
bool IsConsole(LPCWSTR path, DWORD, DWORD) { return Narrow(path) == "CONOUT$"; }
bool IsUnbuffered(LPCWSTR, DWORD, DWORD flags) { return (flags & FILE_FLAG_NO_BUFFERING) != 0; }
bool IsOpenedAgain(LPCWSTR, DWORD disposition, DWORD flags) {
  return disposition == OPEN_EXISTING && flags == FILE_ATTRIBUTE_NORMAL;
}

// Opens nothing that `refuses` is true of.
template <bool (*refuses)(LPCWSTR path, DWORD disposition, DWORD flags)>
HANDLE WINAPI ChoosyCreateFileW(LPCWSTR path, DWORD access, DWORD share,
                                LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                HANDLE origin) {
  if (!refuses(path, disposition, flags))
    return below.CreateFileW(path, access, share, security, disposition, flags, origin);
  Refuse();
  return INVALID_HANDLE_VALUE;
}

BOOL WINAPI RefusingLockFileEx(HANDLE, DWORD, DWORD, DWORD, DWORD, LPOVERLAPPED) {
  return Refuse();
}
BOOL WINAPI GenerousLockFileEx(HANDLE, DWORD, DWORD, DWORD, DWORD, LPOVERLAPPED) { return TRUE; }
BOOL WINAPI RefusingWriteFile(HANDLE, LPCVOID, DWORD, LPDWORD, LPOVERLAPPED) { return Refuse(); }
BOOL WINAPI RefusingDeviceIoControl(HANDLE, DWORD, LPVOID, DWORD, LPVOID, DWORD, LPDWORD,
                                    LPOVERLAPPED) {
  return Refuse();
}
BOOL WINAPI RefusingSetFilePointerEx(HANDLE, LARGE_INTEGER, PLARGE_INTEGER, DWORD) {
  return Refuse();
}
BOOL WINAPI RefusingSetEndOfFile(HANDLE) { return Refuse(); }
BOOL WINAPI LyingGetFileSizeEx(HANDLE, PLARGE_INTEGER size) {
  size->QuadPart = 1;
  return TRUE;
}
HANDLE WINAPI RefusingCreateNamedPipeW(LPCWSTR, DWORD, DWORD, DWORD, DWORD, DWORD, DWORD,
                                       LPSECURITY_ATTRIBUTES) {
  Refuse();
  return INVALID_HANDLE_VALUE;
}
HANDLE WINAPI RefusingCreateIoCompletionPort(HANDLE, HANDLE, ULONG_PTR, DWORD) {
  Refuse();
  return nullptr;
}
BOOL WINAPI LosingPostQueuedCompletionStatus(HANDLE, DWORD, ULONG_PTR, LPOVERLAPPED) {
  return TRUE;
}
BOOL WINAPI RefusingGetFileInformationByHandleEx(HANDLE, FILE_INFO_BY_HANDLE_CLASS, LPVOID, DWORD) {
  return Refuse();
}
BOOL WINAPI RefusingGetDiskFreeSpaceW(LPCWSTR, LPDWORD, LPDWORD, LPDWORD, LPDWORD) {
  return Refuse();
}
BOOL WINAPI RefusingGetVolumeInformationByHandleW(HANDLE, LPWSTR, DWORD, LPDWORD, LPDWORD, LPDWORD,
                                                  LPWSTR, DWORD) {
  return Refuse();
}
BOOL WINAPI RefusingGetVolumeInformationW(LPCWSTR, LPWSTR, DWORD, LPDWORD, LPDWORD, LPDWORD, LPWSTR,
                                          DWORD) {
  return Refuse();
}

// A share of this version of SMB, made for everything there is.
template <USHORT major, USHORT structure>
BOOL WINAPI ShareGetFileInformationByHandleEx(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind,
                                              LPVOID information, DWORD size) {
  if (kind != FileRemoteProtocolInfo)
    return below.GetFileInformationByHandleEx(file, kind, information, size);
  auto& protocol = *static_cast<FILE_REMOTE_PROTOCOL_INFO*>(information);
  protocol = {};
  protocol.StructureVersion = structure;
  protocol.Protocol = 0x00020000;  // WNNC_NET_SMB
  protocol.ProtocolMajorVersion = major;
  protocol.ProtocolMinorVersion = 1;
  protocol.ProtocolSpecific.Smb2.Share.Capabilities = 0x70;
  return TRUE;
}

HANDLE WINAPI RefusingCreateTransaction(LPSECURITY_ATTRIBUTES, LPGUID, DWORD, DWORD, DWORD, DWORD,
                                        LPWSTR) {
  Refuse();
  return INVALID_HANDLE_VALUE;
}
HANDLE WINAPI RefusingCreateFileTransactedW(LPCWSTR, DWORD, DWORD, LPSECURITY_ATTRIBUTES, DWORD,
                                            DWORD, HANDLE, HANDLE, PUSHORT, PVOID) {
  Refuse();
  return INVALID_HANDLE_VALUE;
}
SOCKET WINAPI RefusingWSASocketW(int, int, int, LPWSAPROTOCOL_INFOW, GROUP, DWORD) {
  Refuse();
  return INVALID_SOCKET;
}
int WINAPI RefusingListen(SOCKET, int) {
  Refuse();
  return SOCKET_ERROR;
}
int WINAPI RefusingConnect(SOCKET, const sockaddr*, int) {
  Refuse();
  return SOCKET_ERROR;
}
SOCKET WINAPI RefusingAccept(SOCKET, sockaddr*, int*) {
  Refuse();
  return INVALID_SOCKET;
}

// A pipe whose buffers differ from what was asked for by `more`.
template <int more>
HANDLE WINAPI OtherCreateNamedPipeW(LPCWSTR path, DWORD open, DWORD mode, DWORD most, DWORD out,
                                    DWORD in, DWORD timeout, LPSECURITY_ATTRIBUTES security) {
  return below.CreateNamedPipeW(path, open, mode, most, out + more, in + more, timeout, security);
}

struct Fault {
  const char* capability;
  void (*breaks)(Win32Api& api);
  const char* reason;
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.reason; }

const Fault kFaults[] = {
    {"byte_range_locks", [](Win32Api& api) { api.LockFileEx = &RefusingLockFileEx; },
     "LockFileEx failed with ERROR_NOT_SUPPORTED (50)"},
    {"byte_range_locks", [](Win32Api& api) { api.LockFileEx = &GenerousLockFileEx; },
     "LockFileEx grants a range twice"},
    {"byte_range_locks",
     [](Win32Api& api) { api.CreateFileW = &ChoosyCreateFileW<&IsOpenedAgain>; },
     "CreateFileW failed with ERROR_NOT_SUPPORTED (50)"},
    {"unbuffered_io", [](Win32Api& api) { api.CreateFileW = &ChoosyCreateFileW<&IsUnbuffered>; },
     "CreateFileW with FILE_FLAG_NO_BUFFERING failed with ERROR_NOT_SUPPORTED (50)"},
    {"unbuffered_io", [](Win32Api& api) { api.WriteFile = &RefusingWriteFile; },
     "an unbuffered WriteFile failed with ERROR_NOT_SUPPORTED (50)"},
    {"buffer_alignment",
     [](Win32Api& api) {
       api.GetFileInformationByHandleEx = &RefusingGetFileInformationByHandleEx;
     },
     "the device reports no alignment for buffers"},
    {"sparse_files", [](Win32Api& api) { api.DeviceIoControl = &RefusingDeviceIoControl; },
     "FSCTL_SET_SPARSE failed with ERROR_NOT_SUPPORTED (50)"},
    {"sparse_files", [](Win32Api& api) { api.SetFilePointerEx = &RefusingSetFilePointerEx; },
     "SetFilePointerEx failed with ERROR_NOT_SUPPORTED (50)"},
    {"sparse_files", [](Win32Api& api) { api.SetEndOfFile = &RefusingSetEndOfFile; },
     "SetEndOfFile beyond 4 GiB failed with ERROR_NOT_SUPPORTED (50)"},
    {"sparse_files", [](Win32Api& api) { api.GetFileSizeEx = &LyingGetFileSizeEx; },
     "a file beyond 4 GiB has another size than asked for"},
    {"named_pipes", [](Win32Api& api) { api.CreateNamedPipeW = &RefusingCreateNamedPipeW; },
     "CreateNamedPipeW failed with ERROR_NOT_SUPPORTED (50)"},
    {"named_pipes", [](Win32Api& api) { api.CreateFileW = &ChoosyCreateFileW<&IsPipe>; },
     "opening the client end of a pipe failed with ERROR_NOT_SUPPORTED (50)"},
    {"completion_ports",
     [](Win32Api& api) { api.CreateIoCompletionPort = &RefusingCreateIoCompletionPort; },
     "CreateIoCompletionPort failed with ERROR_NOT_SUPPORTED (50)"},
    {"completion_ports",
     [](Win32Api& api) { api.PostQueuedCompletionStatus = &LosingPostQueuedCompletionStatus; },
     "a posted packet does not come out of the port"},
    {"io_rings", [](Win32Api& api) { api.BuildIoRingWriteFile = nullptr; },
     "BuildIoRingWriteFile is missing on this system"},
    {"io_rings",
     [](Win32Api& api) {
       api.QueryIoRingCapabilities = [](IORING_CAPABILITIES* capabilities) -> HRESULT {
         *capabilities = {1, 1, 1, 0};
         return 0;
       };
     },
     "I/O rings of version 1 take no writes; the first that do are of version 300"},
    {"io_rings",
     [](Win32Api& api) {
       api.CreateIoRing = [](DWORD, IORING_CREATE_FLAGS, DWORD, DWORD, HIORING*) -> HRESULT {
         return static_cast<HRESULT>(0x80070032);
       };
     },
     "CreateIoRing gives HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED) (0x80070032)"},
    {"device_faults", [](Win32Api& api) { api.DeviceIoControl = &RefusingDeviceIoControl; },
     "no device takes faults: ERROR_NOT_SUPPORTED (50)"},
    {"transactions", [](Win32Api& api) { api.CreateTransaction = &RefusingCreateTransaction; },
     "CreateTransaction failed with ERROR_NOT_SUPPORTED (50)"},
    {"transactions",
     [](Win32Api& api) { api.CreateFileTransactedW = &RefusingCreateFileTransactedW; },
     "CreateFileTransactedW failed with ERROR_NOT_SUPPORTED (50)"},
    {"transactions", [](Win32Api& api) { api.CommitTransaction = nullptr; },
     "CommitTransaction is missing on this system"},
    {"sockets", [](Win32Api& api) { api.WSASocketW = &RefusingWSASocketW; },
     "WSASocketW failed with ERROR_NOT_SUPPORTED (50)"},
    {"sockets", [](Win32Api& api) { api.listen = &RefusingListen; },
     "listen failed with ERROR_NOT_SUPPORTED (50)"},
    {"sockets", [](Win32Api& api) { api.connect = &RefusingConnect; },
     "connect failed with ERROR_NOT_SUPPORTED (50)"},
    {"sockets", [](Win32Api& api) { api.accept = &RefusingAccept; },
     "accept failed with ERROR_NOT_SUPPORTED (50)"},
    {"sockets", [](Win32Api& api) { api.ioctlsocket = nullptr; },
     "ioctlsocket is missing on this system"},
    {"console", [](Win32Api& api) { api.CreateFileW = &ChoosyCreateFileW<&IsConsole>; },
     "opening CONOUT$ failed with ERROR_NOT_SUPPORTED (50)"},
};

class TargetFaultsTest : public testing::TestWithParam<Fault> {
 protected:
  explicit TargetFaultsTest(const std::string& personality = "4kn") : model_(On(personality)) {
    below = api_ = model_.api();
  }
  static ModelOptions On(const std::string& personality) {
    ModelOptions options;
    options.personality = *FindPersonality(personality);
    return options;
  }
  TargetFacts Probe(const PeerFactory& start_peer = {}) {
    TargetFacts facts = ProbeTarget(api_, "model", "C:\\", start_peer);
    EXPECT_EQ(model_.files(), 0u) << "the probe was left behind";
    EXPECT_EQ(model_.open_handles(), 0u);
    return facts;
  }

  Model model_;
  Win32Api api_;
};

TEST_P(TargetFaultsTest, GiveAReason) {
  ASSERT_EQ(Probe().capabilities.at(GetParam().capability), "");
  GetParam().breaks(api_);
  EXPECT_EQ(Probe().capabilities.at(GetParam().capability), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(Each, TargetFaultsTest, testing::ValuesIn(kFaults));

using TargetFallbackTest = TargetFaultsTest;

TEST_F(TargetFallbackTest, SectorComesFromTheNextThatKnowsIt) {
  EXPECT_EQ(Probe().bindings.sector, 4096u);
  api_.GetFileInformationByHandleEx = &RefusingGetFileInformationByHandleEx;
  EXPECT_EQ(Probe().bindings.sector, 4096u);
  EXPECT_EQ(Probe().bindings.buffer_alignment, 1u);
  api_.GetDiskFreeSpaceW = &RefusingGetDiskFreeSpaceW;
  EXPECT_EQ(Probe().bindings.sector, 512u);
}

TEST_F(TargetFallbackTest, VolumeIsDescribedByTheNextThatKnowsIt) {
  const TargetFacts whole = Probe();
  EXPECT_EQ(whole.file_system, "NTFS");
  api_.GetVolumeInformationByHandleW = &RefusingGetVolumeInformationByHandleW;
  EXPECT_EQ(Probe().file_system, "NTFS");
  EXPECT_EQ(Probe().volume, whole.volume);
  api_.GetVolumeInformationW = &RefusingGetVolumeInformationW;
  EXPECT_EQ(Probe().file_system, "");
  EXPECT_EQ(Probe().volume, "");
}

TEST_F(TargetFallbackTest, ShareIsWhatItsProtocolTells) {
  EXPECT_FALSE(Probe().remote);
  EXPECT_EQ(Probe().protocol, "");
  api_.GetFileInformationByHandleEx = &ShareGetFileInformationByHandleEx<3, 2>;
  const TargetFacts share = Probe();
  EXPECT_TRUE(share.remote);
  EXPECT_EQ(share.protocol, "SMB 3.1");
  EXPECT_EQ(share.share,
            (std::vector<std::string>{"continuous_availability", "scale_out", "cluster"}));
  api_.GetFileInformationByHandleEx = &ShareGetFileInformationByHandleEx<2, 1>;
  EXPECT_EQ(Probe().protocol, "SMB 2.1");
  EXPECT_TRUE(Probe().share.empty()) << "the first version of the structure ends before them";
}

TEST_F(TargetFallbackTest, PipeQuotaIsWhatPipesHold) {
  EXPECT_EQ(Probe().bindings.pipe_quota, 4096u);
  api_.CreateNamedPipeW = &OtherCreateNamedPipeW<904>;
  EXPECT_EQ(Probe().bindings.pipe_quota, 5000u);
  api_.CreateNamedPipeW = &OtherCreateNamedPipeW<-1096>;
  EXPECT_EQ(Probe().bindings.pipe_quota, 3000u);
  api_.CreateNamedPipeW = &OtherCreateNamedPipeW<100'000>;
  EXPECT_EQ(Probe().bindings.pipe_quota, 4096u) << "too far away to be looked for";
}

TEST_F(TargetFallbackTest, PipeQuotaIsWhatWasAskedForWhenItCannotBeFound) {
  api_.CreateNamedPipeW = &OtherCreateNamedPipeW<904>;
  api_.WriteFile = &RefusingWriteFile;
  EXPECT_EQ(Probe().bindings.pipe_quota, 4096u);
  api_.WriteFile = below.WriteFile;
  api_.CancelIo = nullptr;
  EXPECT_EQ(Probe().bindings.pipe_quota, 4096u);
}

TEST_F(TargetFallbackTest, ASerialPortIsTheOneThatWasGiven) {
  TargetFacts target = Probe();
  EXPECT_EQ(target.capabilities.at("serial_port"), "no serial port was given");
  UseSerialPort(api_, "\\\\.\\COM1", target);
  EXPECT_EQ(target.capabilities.at("serial_port"), "");
  EXPECT_EQ(target.serial_port, "\\\\.\\COM1");
  EXPECT_EQ(model_.open_handles(), 0u);
  TargetFacts without = Probe();
  UseSerialPort(api_, "\\\\.\\COM9", without);
  EXPECT_TRUE(
      without.capabilities.at("serial_port").starts_with("opening \\\\.\\COM9 failed with"));
  EXPECT_EQ(without.serial_port, "");
}

// A process that can do nothing.
class HelplessPeer : public Peer {
 public:
  Reply Open(const std::string&, const std::string&, std::uint32_t, std::uint32_t) override {
    return {false, ERROR_SHARING_VIOLATION};
  }
  Reply Lock(const std::string&, std::uint64_t, std::uint64_t, bool) override { return {}; }
  Reply Unlock(const std::string&, std::uint64_t, std::uint64_t) override { return {}; }
  Reply Close(const std::string&) override { return {}; }
  std::optional<PeerWriteReply> Write(const PeerWrite&) override { return std::nullopt; }
  std::optional<std::vector<PeerCompletion>> Wait(Duration) override { return std::nullopt; }
  Reply MakePipe(const std::string&, const PeerPipe&) override { return {}; }
  PeerReadReply Read(const std::string&, std::uint32_t, Duration) override { return {}; }
  std::uint32_t ExitCode() override { return 0; }
  Reply Assemble(const CrewOrder&) override { return {}; }
  void Release() override {}
  CrewReport Finish() override { return {}; }
};

TEST_F(TargetFallbackTest, AnotherProcessHasToReachTheTarget) {
  EXPECT_EQ(
      Probe([] { return std::make_unique<HelplessPeer>(); }).capabilities.at("another_process"),
      "another process cannot open a file of the target: ERROR_SHARING_VIOLATION (32)");
  const PeerFactory none = []() -> std::unique_ptr<Peer> {
    throw std::runtime_error("cannot start it");
  };
  EXPECT_EQ(Probe(none).capabilities.at("another_process"), "cannot start it");
}

}  // namespace
}  // namespace wfx
