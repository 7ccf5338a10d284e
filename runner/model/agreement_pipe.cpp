#include <random>
#include <stdexcept>

#include "runner/model/agreement_parts.h"
#include "runner/names.h"

namespace wfx {

PipePart::PipePart(const Win32Api& api, Chance& chance, IssuedWrites& writes)
    : api_(api),
      chance_(chance),
      writes_(writes),
      path_(Wide("\\\\.\\pipe\\wfx_agreement_" + std::to_string(std::random_device{}()))) {
  Make();
}

void PipePart::Close() {
  server_ = Handle();
  client_ = Handle();
}

void PipePart::Make() {
  Close();
  quota_ = 256 + static_cast<DWORD>(chance_.Below(1024));
  const DWORD type =
      chance_.Below(2) == 0 ? PIPE_TYPE_BYTE : PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE;
  server_ =
      Handle(api_, api_.CreateNamedPipeW(path_.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                         type, 1, quota_, quota_, 0, nullptr));
  client_ = Handle(api_, api_.CreateFileW(path_.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                                          OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
  if (!server_.valid() || !client_.valid()) {
    throw std::runtime_error("the pipe cannot be made: " + DescribeError(api_.GetLastError()));
  }
}

Outcome PipePart::Write() {
  const bool by_server = chance_.Below(2) == 0;
  const std::uint64_t kind = chance_.Below(8);
  const auto length = static_cast<DWORD>(kind == 0   ? 0
                                         : kind == 1 ? quota_
                                         : kind == 2 ? quota_ + 1
                                                     : chance_.Below(quota_ * 2));
  Outcome outcome{"write " + std::to_string(length) + " bytes to the pipe of " +
                      std::to_string(quota_) + (by_server ? " by its server" : " by its client"),
                  ""};
  outcome.said = writes_.Issue(by_server ? server_.get() : client_.get(), 0, length, false);
  return outcome;
}

Outcome PipePart::Read() {
  const bool by_server = chance_.Below(2) == 0;
  const HANDLE handle = by_server ? server_.get() : client_.get();
  std::vector<std::uint8_t> bytes(1 + chance_.Below(quota_ * 2));
  OVERLAPPED words{};
  DWORD read = 0;
  std::string said;
  if (!api_.ReadFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &words)) {
    const DWORD error = api_.GetLastError();
    if (error == ERROR_IO_PENDING && static_cast<DWORD>(words.Internal) == STATUS_PENDING) {
      api_.CancelIoEx(handle, &words);
      said = "nothing to read; ";
    } else if (error != ERROR_IO_PENDING && error != ERROR_MORE_DATA) {
      said = ErrorText(error);
    }
  }
  const std::string asked = std::to_string(bytes.size());
  if (said.empty() || said.back() == ' ') {
    const bool whole = api_.GetOverlappedResult(handle, &words, &read, TRUE) != FALSE;
    const DWORD error = whole ? 0 : api_.GetLastError();
    bytes.resize(read);
    said += (error == 0 ? "" : ErrorText(error) + " ") + Hash(bytes);
  }
  return {"read " + asked + (by_server ? " bytes as server" : " bytes as client"), said};
}

Outcome PipePart::End() {
  switch (chance_.Below(8)) {
    case 0: {
      const bool done = api_.DisconnectNamedPipe(server_.get()) != FALSE;
      return {"disconnect the pipe", done ? "TRUE" : ErrorText(api_.GetLastError())};
    }
    case 1:
      client_ = Handle();
      return {"close the client", "TRUE"};
    case 2:
    case 3:
      Make();
      return {"make another pipe", "TRUE"};
    default:
      return {"nothing", ""};
  }
}

}  // namespace wfx
