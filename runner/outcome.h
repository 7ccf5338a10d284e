// What became of a write, by its record alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runner/observation.h"

namespace wfx {

// `during` of routines that ran after the scenario's end.
inline constexpr std::string_view kLate = "late";

inline constexpr std::uint32_t kErrorOperationAborted = 995;
inline constexpr std::uint32_t kErrorIoIncomplete = 996;
inline constexpr std::uint32_t kErrorIoPending = 997;
inline constexpr std::uint32_t kStatusPending = 0x103;

// True for a write through WriteFile, which has no routine.
bool IsSibling(const WriteRecord& write);
// True for a write through IStreamAsync::WriteAsync, which has none either.
bool IsStreamWrite(const WriteRecord& write);
// True for a write through WriteFileEx.
bool HasRoutine(const WriteRecord& write);
// The error of a write through a stream: of WriteAsync, or where that says that the write is under
// way of OverlappedResult at the end. As an HRESULT; S_OK when it succeeded.
std::uint32_t ErrorOfStreamWrite(const WriteRecord& write);
// NTSTATUS values are 32 bits wide; what a system leaves above them in Internal means nothing.
std::uint32_t StatusOf(const OverlappedWords& words);
// The first run of the write's routine; null when it never ran or only after the scenario's end,
// where nothing but the fact is known.
const CompletionRecord* FirstRun(const WriteRecord& write);
// True when the write is known to have succeeded: by its routine, or where none ran by its
// OVERLAPPED.
bool Succeeded(const WriteRecord& write);
// The bytes a successful write reports.
std::uint64_t BytesOf(const WriteRecord& write);

std::string BytesText(std::uint64_t bytes);  // "1 byte", "4096 bytes"
// "fails_with ERROR_MORE_DATA (234) with 10 bytes"; no bytes are not spoken of.
std::string FailureText(std::uint32_t error, std::uint64_t bytes);
// "completes with 2 bytes", "fails_with ERROR_INVALID_PARAMETER (87) from the call": as deviations
// files and reports spell it.
std::string DescribeOutcome(const WriteRecord& write);

}  // namespace wfx
