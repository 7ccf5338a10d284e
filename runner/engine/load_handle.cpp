#include "runner/engine/load_handle.h"

#include <algorithm>
#include <string>
#include <variant>

#include "runner/win32/types.h"

namespace wfx {
namespace {

std::uint32_t FlagsFor(LoadApi api, std::uint32_t flags) {
  switch (api) {
    case LoadApi::kWriteFileEx:
      return flags;
    case LoadApi::kSynchronousWriteFile:
      return flags & ~FILE_FLAG_OVERLAPPED;
    case LoadApi::kWriteFileGather:
      return flags | FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING;
    case LoadApi::kWriteFileWithEvent:
    case LoadApi::kWriteFileWithPort:
    case LoadApi::kIoRing:
    case LoadApi::kStream:
      break;
  }
  return flags | FILE_FLAG_OVERLAPPED;
}

bool IsWrittenThrough(const Load& load, const std::string& handle) {
  return std::ranges::count(load.Handles(), handle) != 0;
}

}  // namespace

GivenItem OpenedFor(const Load& load, const GivenItem& given) {
  if (const auto* pipe = std::get_if<GivenPipe>(&given); pipe != nullptr) {
    GivenPipe opened = *pipe;
    if (IsWrittenThrough(load, opened.server)) opened.flags = FlagsFor(load.api, opened.flags);
    return opened;
  }
  const auto* handle = std::get_if<GivenHandle>(&given);
  if (handle == nullptr || !IsWrittenThrough(load, handle->name)) return given;
  if (load.api == LoadApi::kStream) {
    GivenStreamAsync stream;
    stream.name = handle->name;
    stream.opens = handle->opens;
    stream.subject = load.subject;
    return stream;
  }
  GivenHandle opened = *handle;
  opened.flags = FlagsFor(load.api, opened.flags);
  return opened;
}

}  // namespace wfx
