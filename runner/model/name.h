// Everything that has a name: files and directories, pipes, mailslots, volumes and disks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "runner/model/model.h"
#include "runner/model/personality.h"
#include "runner/model/status.h"
#include "runner/win32/text.h"

namespace wfx::model {

class Kernel;
class FileObject;
class FileNode;
class NamedPipe;
class Mailslot;
class Disk;
class SocketObject;
struct SerialLine;
struct OpenOptions;

class NameSpace {
 public:
  explicit NameSpace(const Personality& personality);
  ~NameSpace();

  std::size_t FileCount() const;
  // Null when there is no such file or directory.
  std::shared_ptr<FileNode> FindFile(WideStringView path) const;
  // By its key in `files`.
  std::shared_ptr<FileNode> FindKey(WideStringView key) const;
  // Its name and its room on the volume are free again.
  void Remove(FileNode& node);

  // By key: the folded path, "C:\WFX\DATA"; the roots of volumes are there too (file_name.cpp).
  std::map<WideString, std::shared_ptr<FileNode>, std::less<>> files;
  std::uint64_t free_bytes;  // of C:
  // By folded name without \\.\pipe\ or \\.\mailslot\ (pipe.h, mailslot.h); of a pipe on the other
  // machine behind the name of that (remote_pipe.cpp).
  std::map<WideString, std::shared_ptr<NamedPipe>> pipes;
  std::uint32_t pipe_codes_taken = 0;  // by Choices::pipe_codes_by_turns
  std::map<WideString, std::shared_ptr<Mailslot>> mailslots;
  // By port (socket.h): those that listen.
  std::map<std::uint16_t, SocketObject*> listeners;
  std::shared_ptr<SerialLine> serial;  // COM1, once somebody has opened it (device.h)
  // By number: PhysicalDrive1 holds the sacrificial volume V: (disk.h).
  std::map<std::uint32_t, std::shared_ptr<Disk>> disks;
};

// Case does not tell names apart; '/' is '\'.
constexpr WCHAR Fold(WCHAR each) {
  if (each >= 'a' && each <= 'z') return static_cast<WCHAR>(each - 'a' + 'A');
  return each == '/' ? static_cast<WCHAR>('\\') : each;
}
WideString Fold(WideStringView name);

// CreateFileW for each kind of name. On success `opened` is the open.
Status OpenFile(Kernel& kernel, WideStringView path, const OpenOptions& options,
                std::shared_ptr<FileObject>& opened);
Status OpenPipeClient(Kernel& kernel, const WideString& key, const OpenOptions& options,
                      std::shared_ptr<FileObject>& opened);
Status OpenMailslotClient(Kernel& kernel, const WideString& name, const OpenOptions& options,
                          std::shared_ptr<FileObject>& opened);
// COM1, which is there for one at a time.
Status OpenSerialPort(Kernel& kernel, const OpenOptions& options,
                      std::shared_ptr<FileObject>& opened);
// The key of a pipe that is called `name` on `machine`.
WideString PipeKey(Model::Machine machine, WideStringView name);
// "\\far\pipe\name" as a process on `from` means it; false for a path that is no pipe of a machine.
struct PipeOnMachine {
  WideString key;
  bool through_network = false;
};
bool ParsePipeOnMachine(WideStringView path, Model::Machine from, PipeOnMachine& parsed);

// "V:" or "PhysicalDrive1": what follows \\.\ .
Status OpenDevice(Kernel& kernel, const WideString& name, const OpenOptions& options,
                  std::shared_ptr<FileObject>& opened);

}  // namespace wfx::model
