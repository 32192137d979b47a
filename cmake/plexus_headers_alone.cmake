# plexus_headers_alone()
#
# The target headers_alone compiles every header of the house by itself, so that none leans on what
# another file happens to include. Not part of `all`; `./dev ci` builds it.
function(plexus_headers_alone)
  set(sources)
  foreach(room IN ITEMS runtime actors transports apps simulations)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}"
         "${PROJECT_SOURCE_DIR}/${room}/*.hpp")
    foreach(header IN LISTS headers)
      set(source "${PROJECT_BINARY_DIR}/headers_alone/${header}.cpp")
      file(CONFIGURE OUTPUT "${source}" CONTENT "#include \"${header}\"\n")
      list(APPEND sources "${source}")
    endforeach()
  endforeach()
  add_library(headers_alone OBJECT EXCLUDE_FROM_ALL ${sources})
  target_include_directories(headers_alone PRIVATE "${PROJECT_SOURCE_DIR}")
  target_compile_options(headers_alone PRIVATE -O0 -g0)
  target_link_libraries(headers_alone PRIVATE CAF::core)
endfunction()
