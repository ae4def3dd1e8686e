# Every third-party library as one interface target, each found the way Debian 12 ships it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(OPENBLAS REQUIRED IMPORTED_TARGET openblas)
pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5-serial)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson>=1.7.15)
pkg_check_modules(LIBCRYPTO REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash>=0.8)
pkg_check_modules(LIBPSL REQUIRED IMPORTED_TARGET libpsl>=0.21)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3>=3.37)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)

# Not GSL::gsl: that target drags in libgslcblas, whose slow reference cblas_* wins over OpenBLAS.
find_library(PTB_GSL_LIBRARY gsl REQUIRED)
find_path(PTB_GSL_INCLUDE gsl/gsl_errno.h REQUIRED)
# Debian's libsvm has neither a .pc file nor a CMake config.
find_library(PTB_SVM_LIBRARY svm REQUIRED)
find_path(PTB_SVM_INCLUDE libsvm/svm.h REQUIRED)

add_library(ptb_blas INTERFACE)
target_link_libraries(ptb_blas INTERFACE PkgConfig::OPENBLAS)

add_library(ptb_gsl INTERFACE)
target_include_directories(ptb_gsl SYSTEM INTERFACE ${PTB_GSL_INCLUDE})
target_link_libraries(ptb_gsl INTERFACE ptb_blas ${PTB_GSL_LIBRARY} m)

add_library(ptb_svm INTERFACE)
target_include_directories(ptb_svm SYSTEM INTERFACE ${PTB_SVM_INCLUDE})
target_link_libraries(ptb_svm INTERFACE ${PTB_SVM_LIBRARY})

add_library(ptb_hdf5 INTERFACE)
target_compile_definitions(ptb_hdf5 INTERFACE H5_USE_110_API)
target_link_libraries(ptb_hdf5 INTERFACE PkgConfig::HDF5)

add_library(ptb_cjson INTERFACE)
target_link_libraries(ptb_cjson INTERFACE PkgConfig::CJSON)
