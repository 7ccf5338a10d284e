// CreateFileW, by what kind of name it is given.
#include <algorithm>
#include <utility>

#include "runner/model/device.h"
#include "runner/model/file.h"
#include "runner/model/file_name.h"
#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"
#include "runner/model/transaction.h"

namespace wfx::model {
namespace {

constexpr DWORD kAllFileAccess = FILE_ALL_ACCESS;
// Generic rights become a file's own (append.write_data_honors_offset: GENERIC_WRITE has both).
DWORD Mapped(DWORD access) {
  DWORD mapped = access & 0x0FFFFFFF;
  if ((access & GENERIC_READ) != 0) mapped |= FILE_GENERIC_READ;
  if ((access & GENERIC_WRITE) != 0) mapped |= FILE_GENERIC_WRITE;
  if ((access & GENERIC_EXECUTE) != 0) mapped |= FILE_GENERIC_EXECUTE;
  if ((access & GENERIC_ALL) != 0) mapped |= kAllFileAccess;
  return mapped | SYNCHRONIZE | FILE_READ_ATTRIBUTES;
}

// The stream `name` asks for, made where the disposition allows.
Status TakeStream(const FileName& name, const OpenOptions& options, FileNode& node,
                  std::shared_ptr<Stream>& stream) {
  const auto found = node.streams.find(Fold(name.stream));
  if (found != node.streams.end()) {
    stream = found->second;
    return STATUS_SUCCESS;
  }
  const bool may_make =
      options.disposition != OPEN_EXISTING && options.disposition != TRUNCATE_EXISTING;
  if (!may_make) return STATUS_OBJECT_NAME_NOT_FOUND;
  stream = node.streams[Fold(name.stream)] = std::make_shared<Stream>();
  return STATUS_SUCCESS;
}

// transaction.keeps_writers_out: one that writes to it until its end, one that reads while it has
// it open.
bool IsHeldByAnotherTransaction(const FileNode& node, const OpenOptions& options) {
  const auto* writing = node.writing_transaction;
  if (writing != nullptr && writing != options.transaction.get()) return true;
  return std::any_of(node.opens.begin(), node.opens.end(), [&](const OpenFileObject* open) {
    const auto& in = open->options().transaction;
    return in != nullptr && in != options.transaction && !in->ended();
  });
}

Status MayOpen(const FileNode& node, const OpenOptions& options) {
  if (node.delete_pending) return STATUS_DELETE_PENDING;
  const bool read_only = (node.attributes & FILE_ATTRIBUTE_READONLY) != 0;
  if (read_only && (options.access & kMayWrite) != 0) return STATUS_ACCESS_DENIED;
  if (node.directory && (options.flags & FILE_FLAG_BACKUP_SEMANTICS) == 0) {
    return STATUS_FILE_IS_A_DIRECTORY;
  }
  if ((options.access & kMayWrite) != 0 && IsHeldByAnotherTransaction(node, options)) {
    return STATUS_SHARING_VIOLATION;
  }
  const bool shared = std::none_of(node.opens.begin(), node.opens.end(), [&](const auto* open) {
    return Conflicts(options, open->options());
  });
  return shared ? STATUS_SUCCESS : STATUS_SHARING_VIOLATION;
}

// By its name alone, or as \\.\ and the name. `folded` is as Fold leaves it.
bool IsDevice(WideStringView path, std::string_view folded) {
  constexpr std::string_view kDevices = "\\\\.\\";
  if (BeginsWith(path, kDevices)) path.remove_prefix(kDevices.size());
  return path.size() == folded.size() && BeginsWith(path, folded);
}

// What follows `prefix`, "" when `path` does not begin with it.
WideString After(WideStringView path, std::string_view prefix) {
  return WideString(BeginsWith(path, prefix) ? path.substr(prefix.size()) : WideStringView());
}

Status OpenByName(Kernel& kernel, WideStringView path, Model::Machine from, OpenOptions& options,
                  std::shared_ptr<FileObject>& opened) {
  if (IsDevice(path, "NUL")) {
    opened = std::make_shared<NullDevice>(options);
    return STATUS_SUCCESS;
  }
  if (IsDevice(path, "CONOUT$")) {
    opened = std::make_shared<ConsoleDevice>(options);
    return STATUS_SUCCESS;
  }
  if (IsDevice(path, "COM1")) return OpenSerialPort(kernel, options, opened);
  if (const auto pipe = After(path, "\\\\.\\PIPE\\"); !pipe.empty()) {
    return OpenPipeClient(kernel, PipeKey(from, pipe), options, opened);
  }
  if (PipeOnMachine pipe; ParsePipeOnMachine(path, from, pipe)) {
    options.through_network = pipe.through_network;
    return OpenPipeClient(kernel, pipe.key, options, opened);
  }
  if (const auto slot = After(path, "\\\\.\\MAILSLOT\\"); !slot.empty()) {
    return OpenMailslotClient(kernel, slot, options, opened);
  }
  if (const auto device = After(path, "\\\\.\\"); !device.empty()) {
    return OpenDevice(kernel, device, options, opened);
  }
  return OpenFile(kernel, path, options, opened);
}

}  // namespace

bool Conflicts(const OpenOptions& one, const OpenOptions& other) {
  const auto needs = [](const OpenOptions& open) {
    DWORD share = 0;
    if ((open.access & (FILE_READ_DATA | FILE_EXECUTE)) != 0) share |= FILE_SHARE_READ;
    if ((open.access & kMayWrite) != 0) share |= FILE_SHARE_WRITE;
    if ((open.access & DELETE) != 0) share |= FILE_SHARE_DELETE;
    return share;
  };
  const DWORD wanted = needs(one), held = needs(other);
  if (wanted == 0 || held == 0) return false;
  return (wanted & ~other.share) != 0 || (held & ~one.share) != 0;
}

Status OpenFile(Kernel& kernel, WideStringView path, const OpenOptions& options,
                std::shared_ptr<FileObject>& opened) {
  const FileName name = ParseFileName(path);
  if (!name.stream.empty() && !kernel.personality.streams) return STATUS_OBJECT_NAME_INVALID;
  auto node = kernel.names->FindKey(name.key);
  // What is there has a folder around it.
  const auto parent = node != nullptr ? nullptr : kernel.names->FindKey(name.Parent());
  if (node == nullptr && (parent == nullptr || !parent->directory)) {
    return STATUS_OBJECT_PATH_NOT_FOUND;
  }
  const bool must_be_new = options.disposition == CREATE_NEW;
  const bool must_be_there =
      options.disposition == OPEN_EXISTING || options.disposition == TRUNCATE_EXISTING;
  if (node == nullptr && must_be_there) return STATUS_OBJECT_NAME_NOT_FOUND;
  const bool existed = node != nullptr;
  // The model's transactions change files and make none.
  if (!existed && options.transaction != nullptr) return STATUS_NOT_SUPPORTED;
  if (existed && must_be_new && name.stream.empty()) return STATUS_OBJECT_NAME_COLLISION;
  if (existed) {
    const Status status = MayOpen(*node, options);
    if (status != STATUS_SUCCESS) return status;
  } else {
    node = NewFile(kernel, name, options.flags);
  }
  std::shared_ptr<Stream> stream;
  const Status status = TakeStream(name, options, *node, stream);
  if (status != STATUS_SUCCESS) return status;
  if (options.transaction != nullptr) {
    const bool writes = (options.access & kMayWrite) != 0;
    stream = options.transaction->StreamFor(node, stream, writes);
  }
  const auto file = std::make_shared<OpenFileObject>(node, stream, kernel.personality, options);
  const bool empties =
      options.disposition == CREATE_ALWAYS || options.disposition == TRUNCATE_EXISTING;
  if (existed && empties && !node->directory) file->Resize(kernel, 0);
  opened = file;
  const bool tells = options.disposition == CREATE_ALWAYS || options.disposition == OPEN_ALWAYS;
  return existed && tells ? STATUS_OBJECT_NAME_COLLISION : STATUS_SUCCESS;
}

namespace {

// Its last error after a success says whether the file was there before.
HANDLE OpenInCall(Call& call, LPCWSTR path, DWORD access, DWORD share, DWORD disposition,
                  DWORD flags, std::shared_ptr<Transaction> transaction) {
  OpenOptions options{Mapped(access), share, disposition, flags, std::move(transaction)};
  const auto fail = [](DWORD error) { return Fail(error), INVALID_HANDLE_VALUE; };
  if (disposition < CREATE_NEW || disposition > TRUNCATE_EXISTING) {
    return fail(ERROR_INVALID_PARAMETER);
  }
  // The explicit append right and unbuffered I/O exclude each other; GENERIC_WRITE does not.
  const bool unbuffered = (flags & FILE_FLAG_NO_BUFFERING) != 0;
  if (unbuffered && (access & FILE_APPEND_DATA) != 0) return fail(ERROR_INVALID_PARAMETER);
  std::shared_ptr<FileObject> opened;
  const Status status =
      OpenByName(call.kernel, path, call.kernel.MachineOf(call.self.process), options, opened);
  if (opened == nullptr) {
    return fail(status == STATUS_OBJECT_NAME_COLLISION ? ERROR_FILE_EXISTS : ErrorOf(status));
  }
  SetError(status == STATUS_OBJECT_NAME_COLLISION ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
  return call.kernel.Open(call.self.process, std::move(opened), options.access);
}

}  // namespace

HANDLE WINAPI CreateFileW(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES,
                          DWORD disposition, DWORD flags, HANDLE) {
  Call call;
  return OpenInCall(call, path, access, share, disposition, flags, nullptr);
}

// transaction.only_on_ntfs
HANDLE WINAPI CreateFileTransactedW(LPCWSTR path, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES,
                                    DWORD disposition, DWORD flags, HANDLE, HANDLE transaction,
                                    PUSHORT, PVOID) {
  Call call;
  Status status = 0;
  auto in = call.Get<Transaction>(transaction, status);
  const Personality& on = call.kernel.personality;
  if (in != nullptr && in->ended()) status = STATUS_TRANSACTION_NOT_ACTIVE;
  if ((on.volume_flags & FILE_SUPPORTS_TRANSACTIONS) == 0)
    status = on.remote ? STATUS_TRANSACTIONS_UNSUPPORTED_REMOTE : STATUS_NOT_SUPPORTED;
  if (status != STATUS_SUCCESS) return Finish(status), INVALID_HANDLE_VALUE;
  return OpenInCall(call, path, access, share, disposition, flags, std::move(in));
}

}  // namespace wfx::model
