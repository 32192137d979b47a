# plexus_room(NAME [DEPS room...] [PACKAGES target...] [PUBLIC_PACKAGES target...])
#
# Makes the library plexus_NAME from every source of the calling folder and its subfolders that have
# no CMakeLists.txt of their own. DEPS are other rooms; PACKAGES are outside libraries, hidden from
# the room's users unless PUBLIC_PACKAGES. Adding a source file needs no edit.
function(plexus_room NAME)
  cmake_parse_arguments(ROOM "" "" "DEPS;PACKAGES;PUBLIC_PACKAGES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  if(NOT sources) # headers only
    add_library(plexus_${NAME} INTERFACE)
    target_include_directories(plexus_${NAME} INTERFACE "${PROJECT_SOURCE_DIR}")
    list(TRANSFORM ROOM_DEPS PREPEND plexus_)
    target_link_libraries(plexus_${NAME} INTERFACE ${ROOM_DEPS} ${ROOM_PUBLIC_PACKAGES})
    return()
  endif()
  add_library(plexus_${NAME} STATIC ${sources})
  target_include_directories(plexus_${NAME} PUBLIC "${PROJECT_SOURCE_DIR}")
  list(TRANSFORM ROOM_DEPS PREPEND plexus_)
  target_link_libraries(plexus_${NAME} PUBLIC ${ROOM_DEPS} ${ROOM_PUBLIC_PACKAGES}
                        PRIVATE ${ROOM_PACKAGES})
endfunction()

# Enters a folder that has a CMakeLists.txt.
function(plexus_add_if_present FOLDER)
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${FOLDER}/CMakeLists.txt")
    add_subdirectory(${FOLDER})
  endif()
endfunction()
