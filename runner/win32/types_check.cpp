// Compile-time checks, on every platform, that types and constants are what Win32 says. There is
// nothing to run.
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "runner/win32/types.h"

namespace {

// NOLINTBEGIN(bugprone-macro-parentheses): names cannot be in parentheses.
#define WFX_ERROR(name, number) static_assert(static_cast<std::uint32_t>(name) == number, #name);
#include "runner/error_names.inc"
#define WFX_STATUS(name, number) static_assert(static_cast<std::uint32_t>(name) == number, #name);
#include "runner/status_names.inc"
#define WFX_WAIT(name, number) static_assert(static_cast<std::uint32_t>(name) == number, #name);
#include "runner/wait_names.inc"
#define WFX_CONSTANT(kind, name, number) \
  static_assert(static_cast<std::uint32_t>(name) == number, #name);
#include "runner/constant_names.inc"
#define WFX_HRESULT(name, number) static_assert(static_cast<std::uint32_t>(name) == number, #name);
#include "runner/hresult_names.inc"
// NOLINTEND(bugprone-macro-parentheses)

static_assert(sizeof(BOOL) == 4 && std::is_signed_v<BOOL>);
static_assert(sizeof(BOOLEAN) == 1 && sizeof(BYTE) == 1 && sizeof(WORD) == 2);
static_assert(sizeof(DWORD) == 4 && std::is_unsigned_v<DWORD> && sizeof(ULONG) == 4);
static_assert(sizeof(LONG) == 4 && std::is_signed_v<LONG> && sizeof(HRESULT) == 4);
static_assert(sizeof(LONGLONG) == 8 && sizeof(ULONGLONG) == 8);
static_assert(sizeof(WCHAR) == 2);
static_assert(sizeof(ULONG_PTR) == sizeof(void*) && sizeof(HANDLE) == sizeof(void*));
static_assert(TRUE == 1 && FALSE == 0);

// What contains a pointer is checked for 64 bits only.
constexpr bool k32Bit = sizeof(void*) == 4;

static_assert(sizeof(GUID) == 16);
static_assert(sizeof(LARGE_INTEGER) == 8 && offsetof(LARGE_INTEGER, HighPart) == 4);
static_assert(sizeof(ULARGE_INTEGER) == 8 && offsetof(ULARGE_INTEGER, u.HighPart) == 4);
static_assert(sizeof(FILETIME) == 8 && alignof(FILETIME) == 4);
static_assert(k32Bit || sizeof(SECURITY_ATTRIBUTES) == 24);
static_assert(k32Bit || offsetof(SECURITY_ATTRIBUTES, bInheritHandle) == 16);
static_assert(k32Bit || sizeof(OVERLAPPED) == 32);
static_assert(k32Bit || offsetof(OVERLAPPED, InternalHigh) == 8);
static_assert(k32Bit || offsetof(OVERLAPPED, Offset) == 16);
static_assert(k32Bit || offsetof(OVERLAPPED, OffsetHigh) == 20);
static_assert(k32Bit || offsetof(OVERLAPPED, hEvent) == 24);
static_assert(offsetof(OVERLAPPED, Pointer) == offsetof(OVERLAPPED, Offset));
static_assert(k32Bit || sizeof(OVERLAPPED_ENTRY) == 32);
static_assert(k32Bit || offsetof(OVERLAPPED_ENTRY, dwNumberOfBytesTransferred) == 24);
static_assert(sizeof(FILE_SEGMENT_ELEMENT) == 8);
static_assert(sizeof(IORING_CAPABILITIES) == 16 && sizeof(IORING_CREATE_FLAGS) == 8);
static_assert(k32Bit || (sizeof(IORING_HANDLE_REF) == 16 && sizeof(IORING_BUFFER_REF) == 16));
static_assert(k32Bit || offsetof(IORING_HANDLE_REF, Handle) == 8);
static_assert(k32Bit || (sizeof(IORING_CQE) == 24 && offsetof(IORING_CQE, Information) == 16));

static_assert(sizeof(BY_HANDLE_FILE_INFORMATION) == 52);
static_assert(offsetof(BY_HANDLE_FILE_INFORMATION, dwVolumeSerialNumber) == 28);
static_assert(offsetof(BY_HANDLE_FILE_INFORMATION, nFileIndexLow) == 48);
static_assert(sizeof(FILE_BASIC_INFO) == 40 && offsetof(FILE_BASIC_INFO, FileAttributes) == 32);
static_assert(sizeof(FILE_STANDARD_INFO) == 24 && offsetof(FILE_STANDARD_INFO, Directory) == 21);
static_assert(sizeof(FILE_DISPOSITION_INFO) == 1);
static_assert(sizeof(FILE_ALLOCATION_INFO) == 8 && sizeof(FILE_END_OF_FILE_INFO) == 8);
static_assert(sizeof(FILE_ATTRIBUTE_TAG_INFO) == 8);
static_assert(sizeof(FILE_STORAGE_INFO) == 28);
static_assert(sizeof(FILE_ALIGNMENT_INFO) == 4);
static_assert(sizeof(FILE_REMOTE_PROTOCOL_INFO) == 116);
static_assert(sizeof(FILE_INFO_BY_HANDLE_CLASS) == 4);
static_assert(FileBasicInfo == 0 && FileStandardInfo == 1 && FileDispositionInfo == 4);
static_assert(FileEndOfFileInfo == 6 && FileAttributeTagInfo == 9 && FileStorageInfo == 16);
static_assert(FileAlignmentInfo == 17 && FileIdInfo == 18);

static_assert(sizeof(FILE_SET_SPARSE_BUFFER) == 1);
static_assert(sizeof(FILE_ZERO_DATA_INFORMATION) == 16);
static_assert(sizeof(FILE_ALLOCATED_RANGE_BUFFER) == 16);
static_assert(sizeof(GET_LENGTH_INFORMATION) == 8);
static_assert(sizeof(DISK_GEOMETRY) == 24 && offsetof(DISK_GEOMETRY, BytesPerSector) == 20);
static_assert(sizeof(STORAGE_DEVICE_NUMBER) == 12);
static_assert(sizeof(DISK_EXTENT) == 24 && sizeof(VOLUME_DISK_EXTENTS) == 32);
static_assert(sizeof(BOOT_AREA_INFO) == 24);
static_assert(sizeof(NTFS_VOLUME_DATA_BUFFER) == 96);
static_assert(offsetof(NTFS_VOLUME_DATA_BUFFER, MftZoneEnd) == 88);

// Sockets and communications devices.
static_assert(sizeof(SOCKET) == sizeof(void*) && INVALID_SOCKET == ~SOCKET{0} &&
              SOCKET_ERROR == -1);
static_assert(sizeof(sockaddr) == 16 && sizeof(sockaddr_in) == 16);
static_assert(offsetof(sockaddr_in, sin_port) == 2 && offsetof(sockaddr_in, sin_addr) == 4);
static_assert(sizeof(linger) == 4 && sizeof(COMMTIMEOUTS) == 20);
static_assert(offsetof(COMMTIMEOUTS, WriteTotalTimeoutConstant) == 16);
static_assert(k32Bit || sizeof(WSADATA) == 408);
static_assert(AF_INET == 2 && SOCK_STREAM == 1 && IPPROTO_TCP == 6 && SOL_SOCKET == 0xFFFF);
static_assert(SO_LINGER == 0x80 && SO_SNDBUF == 0x1001 && SO_RCVBUF == 0x1002);
static_assert(static_cast<std::uint32_t>(FIONREAD) == 0x4004667F && WSA_FLAG_OVERLAPPED == 1);
static_assert(SETXOFF == 1 && SETXON == 2 && PURGE_TXABORT == 1 && PURGE_TXCLEAR == 4);

// What constants.h declares off Windows beside the lists.
static_assert(WAIT_ABANDONED == 0x80 && MAXIMUM_WAIT_OBJECTS == 64 && INFINITE == 0xFFFFFFFF);
static_assert(static_cast<DWORD>(MAILSLOT_WAIT_FOREVER) == 0xFFFFFFFF);
static_assert(static_cast<DWORD>(MAILSLOT_NO_MESSAGE) == 0xFFFFFFFF);
static_assert(INVALID_FILE_ATTRIBUTES == 0xFFFFFFFF && PIPE_UNLIMITED_INSTANCES == 255);
static_assert(MAX_PATH == 260 && COMPRESSION_FORMAT_NONE == 0 && COMPRESSION_FORMAT_DEFAULT == 1);
static_assert((QS_ALLINPUT & QS_POSTMESSAGE) != 0 && QS_MOUSE == 6);
static_assert(RPI_FLAG_SMB2_SHARECAP_CONTINUOUS_AVAILABILITY == 0x10);
static_assert(RPI_FLAG_SMB2_SHARECAP_SCALEOUT == 0x20 && RPI_FLAG_SMB2_SHARECAP_CLUSTER == 0x40);
static_assert(PAGE_READWRITE == 4 && FILE_MAP_WRITE == 2 && FILE_MAP_READ == 4);

}  // namespace
