// What a target or system must be able to do for a scenario: the only words `needs` may use.
#pragma once

#include <array>
#include <string_view>

namespace wfx {

enum class Capability {
  kByteRangeLocks,
  kUnbufferedIo,
  kBufferAlignment,
  kSparseFiles,
  kNamedPipes,
  kMailslots,
  kCompletionPorts,
  kAnotherProcess,
  kSacrificialVolume,
  kSectorsBehindFileSystem,
  kSacrificialDisk,
  kRawVolume,
  kLargestFile,
  kRoomForLargeFiles,
  kFillableVolume,
  kWriteTimeAtOnce,
  kNamedStreams,
  kCompressedFiles,
  kEncryptedFiles,
  kMappedViews,
  kOplocks,
  kTransactions,
  kProviderStream,
  kProviderStreamOfPipe,
  kShellStream,
  kVolumeDismount,
  kVolumeAppend,
  kSockets,
  kConsole,
  kSerialPort,
};

struct CapabilityFacts {
  std::string_view name;   // as `needs` spells it
  std::string_view doc;    // what it promises, one line
  std::string_view probe;  // how it is tried, one line
};

inline constexpr std::array<CapabilityFacts, 30> kCapabilities{{
    {"byte_range_locks", "LockFileEx grants and refuses ranges",
     "locks a range twice; the second request fails"},
    {"unbuffered_io", "FILE_FLAG_NO_BUFFERING opens files",
     "opens a file with it and writes one sector"},
    {"buffer_alignment", "the device asks unbuffered buffers to be aligned",
     "FileAlignmentInfo reports a mask other than 0"},
    {"sparse_files", "a file can be larger than its allocation",
     "marks a file sparse and extends it past 4 GiB"},
    {"named_pipes", "CreateNamedPipeW makes local pipes", "makes a pipe and opens its client end"},
    {"mailslots", "CreateMailslotW makes local mailslots",
     "makes a mailslot and opens its writing end"},
    {"completion_ports", "CreateIoCompletionPort makes a port",
     "makes a port and takes a posted packet from it"},
    {"another_process", "the harness can start a peer process on this system",
     "starts one and asks for its answer"},
    {"sacrificial_volume", "a volume that may be destroyed was given",
     "--volume DEVICE with --destroy SERIAL"},
    {"sectors_behind_file_system", "the sacrificial volume is larger than its file system",
     "asks the file system, or its boot sector, for its size"},
    {"sacrificial_disk", "the sacrificial volume's disk has sectors before it",
     "opens the disk for writing; the volume is one extent that begins behind two sectors"},
    {"raw_volume", "a volume without a file system that may be destroyed was given",
     "opens it for writing; no file system answers"},
    {"largest_file", "the size of the largest file is known",
     "takes it from the name of the file system and its clusters"},
    {"room_for_4_gib", "a file of 4 GiB fits", "asks how much is free"},
    {"fillable_volume", "the volume may be filled up",
     "at most 1 GiB of it is free, and it is not the system's"},
    {"write_time_at_once", "the last write time moves with a write, before its handle is closed",
     "dates a file back, writes to it and asks for its time through another handle"},
    {"named_streams", "files have named streams beside their unnamed data",
     "the volume says FILE_NAMED_STREAMS; opens one and asks for its size"},
    {"compressed_files", "files can be compressed", "FSCTL_SET_COMPRESSION on a file"},
    {"encrypted_files", "files can be encrypted", "creates one with FILE_ATTRIBUTE_ENCRYPTED"},
    {"mapped_views", "files can be mapped into memory", "maps one byte of a file and reads it"},
    {"oplocks", "handles can hold oplocks", "FSCTL_REQUEST_OPLOCK_LEVEL_2 on a file"},
    {"transactions", "files can be opened in transactions",
     "makes a transaction and opens a file in it"},
    {"provider_stream", "a provider opens files as streams of its own, with IStreamAsync",
     "asks the provider's WfxOpenStreamAsync for a file"},
    {"provider_stream_of_pipe", "a provider opens pipes as streams of its own",
     "asks the provider's WfxOpenStreamAsync for the client end of a pipe"},
    {"shell_stream", "Windows' Shell binds a stream with IStreamAsync to a file",
     "makes a shell item, binds BHID_Stream and asks for IStreamAsync"},
    {"volume_dismount", "FSCTL_DISMOUNT_VOLUME may be sent to the sacrificial volume",
     "is never tried: not under Wine, which would unmount what the host has mounted"},
    {"volume_append", "an append may be written to a volume or disk",
     "is never tried: not under Wine, which writes it over the first sector of a block device"},
    {"sockets", "sockets connect within this machine",
     "connects one to another on 127.0.0.1 and accepts it"},
    {"console", "the harness's process has a console", "opens CONOUT$"},
    {"serial_port", "a communications device was given", "--serial PORT; opens it for writing"},
}};

}  // namespace wfx
