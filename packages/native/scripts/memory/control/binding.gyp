{
  "targets": [
    {
      "target_name": "tsyncio",
      "sources": ["control.cc"],
      "defines": ["NAPI_VERSION=8"],
      "cflags_cc": ["-std=c++17", "-O0", "-Wno-use-after-free"]
    }
  ]
}
