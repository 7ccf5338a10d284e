// Win32 names and numbers: error codes, NTSTATUS values, wait results, and the constants that
// scenarios spell. Pure tables without any Win32 header, so readers and reports may use them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wfx {

// All functions here are pure and safe to call from any thread. Names are case-sensitive and
// spelled as in the SDK. Numbers are unsigned 32-bit, as DWORD is.

// Gives "0x0000001F" for 31: eight digits, always.
std::string Hexadecimal(std::uint32_t number);

// Gives "ERROR_LOCK_VIOLATION" for 33, or "" for a code without an entry. 192 and 258 are
// WAIT_IO_COMPLETION and WAIT_TIMEOUT, which some functions leave as last errors.
std::string ErrorName(std::uint32_t code);

// The reverse of ErrorName.
std::optional<std::uint32_t> ErrorCode(std::string_view name);

// Gives "ERROR_LOCK_VIOLATION (33)", or "error 12345" for a code without an entry.
std::string DescribeError(std::uint32_t code);

// Gives "STATUS_PIPE_BROKEN" for 0xC000014B, or "" for a value without an entry.
std::string StatusName(std::uint32_t status);

// The reverse of StatusName.
std::optional<std::uint32_t> StatusCode(std::string_view name);

// Gives "STATUS_PIPE_BROKEN (0xC000014B)", or "status 0xC0FFEE00" for a value without an entry.
std::string DescribeStatus(std::uint32_t status);

// Gives "WAIT_IO_COMPLETION" for 192, "WAIT_OBJECT_0 + 2" for 2, "WAIT_ABANDONED_0 + 1" for 129,
// or "" for what no wait function returns.
std::string WaitName(std::uint32_t result);

// The reverse of WaitName.
std::optional<std::uint32_t> WaitCode(std::string_view name);

// Gives "WAIT_IO_COMPLETION (192)", or "wait result 7777".
std::string DescribeWait(std::uint32_t result);

// What a constant is for. One name has one kind; FILE_FLAG_* is kFlag for files and pipes alike.
enum class ConstantKind {
  kAccess,
  kShare,
  kDisposition,
  kFlag,
  kAttribute,
  kLock,
  kPipeAccess,
  kPipeMode,
  kMessageWait,
  kQueueStatus,
  kNotificationMode,
  kMoveMethod,
  kDuplicateOption,
  kFileType,
  kPathForm,
  kControlCode,
  kFileSystemFlag,
};

// Names a kind with its article: "GENERIC_WRITE is " + "an access right" + ", not " + "a file
// flag".
std::string_view Describe(ConstantKind kind);

struct ConstantEntry {
  std::string_view name;
  std::uint32_t value;
  ConstantKind kind;
};

// Finds what a scenario spells: GENERIC_WRITE, FILE_FLAG_OVERLAPPED, PIPE_ACCESS_DUPLEX and the
// like.
std::optional<ConstantEntry> Constant(std::string_view name);

// All names that the functions above accept, in the order of their tables: what a message may
// suggest when a name is not found. The views live as long as the program.
std::vector<std::string_view> AllErrorNames();
std::vector<std::string_view> AllStatusNames();
std::vector<std::string_view> AllWaitNames();
std::vector<std::string_view> AllConstantNames();
std::vector<std::string_view> AllConstantNames(ConstantKind kind);

}  // namespace wfx
