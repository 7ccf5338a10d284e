// A provider whose null writes are lost: WriteFileEx with length 0 returns TRUE, and the completion
// routine never runs. Every other write is forwarded.
#include "tools/test_providers/layer_below.h"

BOOL WINAPI Provider_WriteFileEx(HANDLE file, LPCVOID buffer, DWORD length, LPOVERLAPPED overlapped,
                                 LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  if (length == 0) return TRUE;
  return write_file_ex_below(file, buffer, length, overlapped, routine);
}
