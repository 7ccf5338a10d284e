// Names of files, and CreateFileW.
#include <algorithm>
#include <utility>

#include "runner/model/device.h"
#include "runner/model/disk.h"
#include "runner/model/file.h"
#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"
#include "runner/model/transaction.h"

namespace wfx::model {
namespace {

constexpr WCHAR kSeparator = '\\';

// `folded` is as Fold leaves it.
bool BeginsWith(WideStringView name, std::string_view folded) {
  return name.size() >= folded.size() &&
         std::equal(folded.begin(), folded.end(), name.begin(), [](char one, WCHAR other) {
           return Fold(other) == static_cast<unsigned char>(one);
         });
}

// Without the prefixes that mean nothing here, with '\' between folders and none at the end.
WideString Normalized(WideStringView path) {
  if (BeginsWith(path, "\\\\?\\")) path.remove_prefix(4);
  WideString whole(path);
  std::replace(whole.begin(), whole.end(), static_cast<WCHAR>('/'), kSeparator);
  const auto doubled = [](WCHAR one, WCHAR other) {
    return one == kSeparator && other == kSeparator;
  };
  whole.erase(std::unique(whole.begin(), whole.end(), doubled), whole.end());
  if (whole.size() > 3 && whole.back() == kSeparator) whole.pop_back();
  if (whole.size() == 2 && whole.back() == ':') whole += kSeparator;
  return whole;
}

// "C:\folder\name:stream" in its parts.
struct FileName {
  WideString path;    // normalized, without the stream
  WideString key;     // `path`, folded
  WideString stream;  // "" = the unnamed one

  // The key of the folder it is in.
  WideStringView Parent() const {
    const std::size_t slash = key.rfind(kSeparator);
    if (slash == WideString::npos) return {};
    const bool root = slash == 2 && key[1] == ':';
    return WideStringView(key).substr(0, root ? slash + 1 : slash);
  }
};

FileName Parse(WideStringView text) {
  FileName name;
  name.path = Normalized(text);
  const std::size_t slash = name.path.rfind(kSeparator);
  const std::size_t base = slash == WideString::npos ? 0 : slash + 1;
  if (const auto colon = name.path.find(static_cast<WCHAR>(':'), base);
      colon != WideString::npos && base > 0) {
    name.stream = name.path.substr(colon + 1);
    name.path = Normalized(WideStringView(name.path).substr(0, colon));
    if (const auto type = name.stream.find(static_cast<WCHAR>(':')); type != WideString::npos) {
      name.stream.resize(type);
    }
  }
  name.key = Fold(name.path);
  return name;
}

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

std::shared_ptr<FileNode> NewFile(Kernel& kernel, const FileName& name, DWORD attributes) {
  auto node = std::make_shared<FileNode>();
  node->path = name.path;
  node->key = name.key;
  node->id = kernel.names->files.size() + 1;
  const DWORD kept = attributes & (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN |
                                   FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_TEMPORARY);
  const bool encrypts = (kernel.personality.volume_flags & FILE_SUPPORTS_ENCRYPTION) != 0 &&
                        (attributes & FILE_ATTRIBUTE_ENCRYPTED) != 0;
  node->attributes = kept | FILE_ATTRIBUTE_ARCHIVE | (encrypts ? FILE_ATTRIBUTE_ENCRYPTED : 0);
  const Time now = kernel.clock.Now();
  node->times = {now, now, now, now};
  node->streams[{}] = std::make_shared<Stream>();
  kernel.names->files[name.key] = node;
  return node;
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

WideString Fold(WideStringView name) {
  WideString folded(name);
  for (WCHAR& each : folded) each = Fold(each);
  return folded;
}

NameSpace::NameSpace(const Personality& personality) : free_bytes(personality.capacity) {
  const auto root = std::make_shared<FileNode>();
  root->directory = true;
  root->attributes = FILE_ATTRIBUTE_DIRECTORY;
  root->path = Wide("C:\\");
  root->streams[{}] = std::make_shared<Stream>();
  root->key = root->path;
  files[root->key] = root;
  disks = MakeDisks(personality);
}

NameSpace::~NameSpace() = default;

std::size_t NameSpace::FileCount() const { return files.size() - 1; }

std::shared_ptr<FileNode> NameSpace::FindFile(WideStringView path) const {
  return FindKey(Fold(Normalized(path)));
}

std::shared_ptr<FileNode> NameSpace::FindKey(WideStringView key) const {
  const auto found = files.find(key);
  return found == files.end() ? nullptr : found->second;
}

void NameSpace::Remove(FileNode& node) {
  for (const auto& [name, stream] : node.streams) free_bytes += stream->allocated;
  files.erase(node.key);
}

Status OpenFile(Kernel& kernel, WideStringView path, const OpenOptions& options,
                std::shared_ptr<FileObject>& opened) {
  const FileName name = Parse(path);
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

BOOL WINAPI CreateDirectoryW(LPCWSTR path, LPSECURITY_ATTRIBUTES) {
  Call call;
  const FileName name = Parse(path);
  const auto parent = call.kernel.names->FindKey(name.Parent());
  if (parent == nullptr || !parent->directory) return Fail(ERROR_PATH_NOT_FOUND);
  if (call.kernel.names->FindKey(name.key) != nullptr) return Fail(ERROR_ALREADY_EXISTS);
  const auto node = NewFile(call.kernel, name, 0);
  node->directory = true;
  node->attributes = FILE_ATTRIBUTE_DIRECTORY;
  return TRUE;
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR path) {
  Call call;
  auto& files = call.kernel.names->files;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND);
  if (!node->directory) return Fail(ERROR_DIRECTORY);
  const WideString below = node->key + kSeparator;
  const auto inside = files.lower_bound(below);
  if (inside != files.end() && inside->first.starts_with(below)) return Fail(ERROR_DIR_NOT_EMPTY);
  if (!node->opens.empty()) return Fail(ERROR_SHARING_VIOLATION);
  call.kernel.names->Remove(*node);
  return TRUE;
}

// A file that is open goes when its last handle is closed.
BOOL WINAPI DeleteFileW(LPCWSTR path) {
  Call call;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND);
  const bool denied = node->directory || (node->attributes & FILE_ATTRIBUTE_READONLY) != 0;
  if (denied) return Fail(ERROR_ACCESS_DENIED);
  const bool kept = std::any_of(node->opens.begin(), node->opens.end(), [](const auto* open) {
    return (open->options().share & FILE_SHARE_DELETE) == 0;
  });
  if (kept) return Fail(ERROR_SHARING_VIOLATION);
  node->delete_pending = true;
  if (node->opens.empty()) call.kernel.names->Remove(*node);
  return TRUE;
}

DWORD WINAPI GetFileAttributesW(LPCWSTR path) {
  Call call;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND), INVALID_FILE_ATTRIBUTES;
  return node->attributes;
}

BOOL WINAPI SetFileAttributesW(LPCWSTR path, DWORD attributes) {
  Call call;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND);
  constexpr DWORD kFixed = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_SPARSE_FILE |
                           FILE_ATTRIBUTE_COMPRESSED | FILE_ATTRIBUTE_ENCRYPTED;
  node->attributes = (node->attributes & kFixed) | (attributes & ~kFixed);
  return TRUE;
}

}  // namespace wfx::model
