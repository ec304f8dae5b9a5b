# What is said on Discord alone.

discord-apology = Bizim tarafımızda bir şeyler ters gitti; lütfen birazdan yeniden deneyin.
